"""A worker with a terminal, for practice: no fork, no limits, no walls, so `breakpoint()` and `input()` work."""

from __future__ import annotations

from grader.worker.zygote import start_worker


def main(fd: int) -> None:
    """Serve this channel."""
    start_worker(fd)
