"""Waiting with a timeout, as threads do it: `Condition.wait`, all that is built on it, and `Thread.join`."""

from __future__ import annotations

import _thread
import queue
import threading
from typing import Any

from grader.worker.clock import CLOCK, nanoseconds

_real_join = threading.Thread.join


class _Waiter:
    """Stands among the waiters of a condition in place of a lock, and can be asked whether it was notified."""

    def __init__(self) -> None:
        self.notified = False
        self._lock = _thread.allocate_lock()
        self._lock.acquire()

    def release(self) -> None:
        """Be notified."""
        self.notified = True
        self._lock.release()

    def wait(self, seconds: float) -> bool:
        """Really wait to be notified."""
        return self.notified or self._lock.acquire(timeout=seconds)


def _wait(self: Any, timeout: float | None = None) -> bool:
    """Stand in for `Condition.wait`, on which events, semaphores, queues and futures are built."""
    if not self._is_owned():
        msg = "cannot wait on un-acquired lock"
        raise RuntimeError(msg)
    waiter = _Waiter()
    self._waiters.append(waiter)
    held = self._release_save()
    try:
        return CLOCK.wait(_length(timeout), waiter.wait, lambda: waiter.notified)
    finally:
        self._acquire_restore(held)
        if waiter in self._waiters:
            self._waiters.remove(waiter)


def _join(self: threading.Thread, timeout: float | None = None) -> None:
    """Stand in for `Thread.join`."""

    def ended(seconds: float) -> bool:
        _real_join(self, seconds)
        return not self.is_alive()

    CLOCK.wait(_length(timeout), ended, lambda: not self.is_alive())


def _length(timeout: float | None) -> int | None:
    return None if timeout is None else max(0, nanoseconds(timeout))


def _threads() -> int:
    """Return how many threads live: those that are about to begin, those begun with `_thread`, those about to end."""
    return max(threading.active_count(), _thread._count() + 1)  # noqa: SLF001  no public function knows of all


def install() -> None:
    """Put virtual time into the module `threading`, and into the queue on which the threads of a pool wait."""
    CLOCK.threads = _threads
    queue.SimpleQueue = queue._PySimpleQueue  # type: ignore[attr-defined, misc]  # noqa: SLF001
    threading.Condition.wait = _wait  # type: ignore[method-assign]
    threading.Thread.join = _join  # type: ignore[method-assign]
