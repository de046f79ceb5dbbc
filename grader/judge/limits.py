"""What a call, and an exercise, may use up. The one thing of a grade that may differ between machines."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import Final

from grader.judge.process import queued_here
from grader.trace import NANO

PATIENCE: Final = 4
"""How many times a limit of real time is added at most, for what other work on the machine took of it."""


@dataclass(slots=True)
class Ledger:
    """What the calls of an exercise have used so far, all together."""

    received: int = 0
    """Bytes that they sent."""
    queued: float = 0.0
    """Seconds that they were ready to work, and had no processor; less what the judge had waited when they began."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for a call, and for all calls of an exercise together."""

    cpu: float = 2.0
    """Seconds of CPU time."""
    wall: float = 5.0
    """Seconds of real time. Time in which the code or the judge waited for a processor is not counted."""
    exercise: float = 20.0
    """The same for all checks of an exercise."""
    until: float = math.inf
    """When they are over, as `time.monotonic` tells time."""
    virtual: int = 40 * 86_400 * NANO
    """Nanoseconds of virtual time."""
    requests: int = 200
    frames: int = 20_000
    received: int = 16 * 1024 * 1024
    """Bytes of requests, items and values that come from the worker in one call; a part of one counts as 64 more."""
    kept: int = 64 * 1024 * 1024
    """The same of all calls of an exercise, for the judge keeps what it saw."""
    ledger: Ledger = field(default_factory=Ledger, compare=False)
    items: int = 5_000
    """Items taken from one iterator. Each is two events of a trace, in which there must be room for more."""
    output: int = 16 * 1024
    """Bytes of printed output that are kept: more than reports show, and not too much for a gradebook of hundreds."""
    threads: int = 128

    def from_now(self) -> Limits:
        """Return the same limits for an exercise that begins now."""
        return replace(self, until=time.monotonic() + self.exercise, ledger=Ledger(queued=-queued_here()))

    @property
    def over(self) -> bool:
        """Whether the time of the exercise is up."""
        late = time.monotonic() - self.until
        return late > 0 and late > self.excused(self.exercise, self.ledger.queued + queued_here())

    @staticmethod
    def excused(seconds: float, queued: float) -> float:
        """Return how much later than a limit of `seconds` an end may come, after waiting for a processor so long."""
        return min(queued, PATIENCE * seconds)

    @property
    def spent(self) -> bool:
        """Whether the calls of the exercise have sent all that is kept of them."""
        return self.ledger.received > self.kept

    def with_requests(self, requests: int) -> Limits:
        """Return the same limits with another bound on requests."""
        return replace(self, requests=requests)


UNLIMITED: Final = Limits(cpu=math.inf, wall=math.inf, frames=10**12, received=10**15, kept=10**15, threads=10**6)
"""For practice, where a person may sit in a debugger."""
