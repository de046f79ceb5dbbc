"""What a freshly forked worker does before it serves: it lets go of all that it does not need.

Order matters. Descriptors are first moved out of the way, for a direct `dup2` may overwrite one still to be moved; the
walls come last, after which nothing can be opened.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from typing import Final

from grader.worker.walls import Walls, aside

CHANNEL: Final = 3
"""The descriptor of the channel; 0 is /dev/null, 1 and 2 are the output pipe."""
CPUS: Final = 2


def lock_in(channel: int, output: int, prepared: Walls) -> None:
    """Make this process a worker that has these two descriptors and nothing else, behind its walls."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.setsid()
    _take_descriptors(channel, output, prepared.ruleset)
    _open_streams()
    os.chdir("/")
    _clear_environment()
    _count_cpus()
    prepared.go_up()


def _take_descriptors(channel: int, output: int, ruleset: int | None) -> None:
    """Put these in their places, keep the ruleset until the walls are up, and close all others."""
    null = os.open(os.devnull, os.O_RDONLY)
    moved = [aside(fd) for fd in (null, output, output, channel)]
    for target, fd in enumerate(moved):
        os.dup2(fd, target)
    last = CHANNEL
    for kept in (*filter(None, [ruleset]), os.sysconf("SC_OPEN_MAX")):
        os.closerange(last + 1, kept)
        last = kept


def _open_streams() -> None:
    """Open the text streams. Each write goes out at once, or stderr would come before stdout."""
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stdout = sys.__stdout__ = _written_through(1)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _written_through(2)  # type: ignore[misc]


def _written_through(fd: int) -> io.TextIOWrapper:
    raw = open(fd, "wb", buffering=0, closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", write_through=True)


def _clear_environment() -> None:
    """Leave nothing but a home, which libraries would else look up in /etc/passwd, and which does not exist."""
    os.environ.clear()
    os.environ["HOME"] = "/nonexistent"


def _count_cpus() -> None:
    """Make the number of CPUs the same on every machine: pools are sized by it."""
    os.cpu_count = lambda: CPUS
    if hasattr(os, "process_cpu_count"):
        os.process_cpu_count = lambda: CPUS
