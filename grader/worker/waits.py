"""Waiting with a timeout, as threads do it: `Condition.wait`, all that is built on it, and `Thread.join`."""

from __future__ import annotations

import queue
import threading

from grader.worker.clock import CLOCK, nanoseconds

_real_wait = threading.Condition.wait
_real_join = threading.Thread.join


def _wait(self: threading.Condition, timeout: float | None = None) -> bool:
    """Stand in for `Condition.wait`. The lock is held whenever the clock moves, so no notification is lost."""
    ns = None if timeout is None else max(0, nanoseconds(timeout))
    return CLOCK.wait(ns, lambda seconds: _real_wait(self, seconds))


def _join(self: threading.Thread, timeout: float | None = None) -> None:
    def ended(seconds: float) -> bool:
        _real_join(self, seconds)
        return not self.is_alive()

    CLOCK.wait(None if timeout is None else max(0, nanoseconds(timeout)), ended)


def install() -> None:
    """Put virtual time into the module `threading`, and into the queue on which the threads of a pool wait."""
    CLOCK.threads = threading.active_count
    queue.SimpleQueue = queue._PySimpleQueue  # type: ignore[attr-defined, misc]  # noqa: SLF001
    threading.Condition.wait = _wait  # type: ignore[method-assign]
    threading.Thread.join = _join  # type: ignore[method-assign]
