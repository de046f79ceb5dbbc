"""The judge's clock: integer nanoseconds, moved by nothing but a worker's wait."""

from __future__ import annotations

from typing import Final

from grader.judge.endings import Breach, TimedOut
from grader.protocol import NEVER
from grader.trace import NANO
from grader.wire.delivery import Instant

MONOTONIC_START: Final = 5_000 * NANO
"""Not zero, or `now + started` would do for `now - started`."""

WALL_START: Final = 1_793_611_800 * NANO
"""The time of day at which every case begins: 2 November 2026, 09:30 UTC."""


def moment(seconds: float) -> Instant:
    """Return the time so many seconds after the beginning of every case, or before it if they are negative."""
    return Instant(round(seconds * NANO), WALL_START / NANO + seconds)


class Clock:
    """Virtual time of one case."""

    def __init__(self, budget: int) -> None:
        self.now = MONOTONIC_START
        self.jumped = 0
        """By how much the wall clock was moved, apart from the time that passed (ns)."""
        self._end = MONOTONIC_START + budget
        self._budget = budget

    @property
    def since(self) -> int:
        """Nanoseconds since the case began."""
        return self.now - MONOTONIC_START

    @property
    def wall_ns(self) -> int:
        """The time of day in nanoseconds since 1970."""
        return WALL_START + self.since + self.jumped

    @property
    def wall(self) -> float:
        """The time of day in UNIX seconds."""
        return self.wall_ns / NANO

    def target(self, ns: int) -> int:
        """Return when a wait of `ns` would end. Raises TimedOut if that is never, or beyond the budget."""
        if ns == NEVER:
            msg = "The code waits for something that never happens."
            raise TimedOut(msg)
        if ns < 0:
            msg = "A wait can't be negative."
            raise Breach(msg)
        if self.now + ns > self._end:
            days = self._budget / NANO / 86_400
            msg = f"The code waited for more than {days:g} days of virtual time in one call."
            raise TimedOut(msg)
        return self.now + ns
