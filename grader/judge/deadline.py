"""When a call must have ended, and how much of the time that passed a busy machine took."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from grader.judge.endings import OutOfTime, TimedOut
from grader.judge.process import cpu_seconds, queued_here, queued_seconds, threads

if TYPE_CHECKING:
    from grader.judge.limits import Limits


class Deadline:
    """The bounds of a call: real seconds, CPU seconds of the worker, and how many threads it may have."""

    def __init__(self, pid: int, limits: Limits) -> None:
        self._pid = pid
        self._limits = limits
        self._wall = time.monotonic() + limits.wall
        self._cpu = cpu_seconds(pid) + limits.cpu
        self._queued = queued_seconds(pid)
        self._queued_here = queued_here()

    def queued(self) -> float:
        """Return how many seconds the worker was ready to work so far, and had no processor."""
        return max(0.0, queued_seconds(self._pid) - self._queued)  # a thread that ended takes what it waited along

    def check(self) -> None:
        """Raise TimedOut if one of them has passed."""
        limits = self._limits
        if cpu_seconds(self._pid) > self._cpu:
            msg = f"The call used more than {limits.cpu:g} s of CPU time: is there a loop that never ends?"
            raise TimedOut(msg)
        if threads(self._pid) > limits.threads:
            msg = f"The code runs more than {limits.threads} threads at once."
            raise TimedOut(msg)
        if limits.over:
            msg = f"The exercise took more than {limits.exercise:g} s of real time."
            raise OutOfTime(msg)
        late = time.monotonic() - self._wall
        if late > 0 and late > limits.excused(limits.wall, self.queued() + queued_here() - self._queued_here):
            msg = f"The call took more than {limits.wall:g} s of real time."
            raise OutOfTime(msg)
