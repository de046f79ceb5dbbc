"""What a call, and an exercise, may use up. The one thing of a grade that may differ between machines."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import Final

from grader.trace import NANO


@dataclass(slots=True)
class Ledger:
    """What the code of an exercise has sent so far, in all its calls."""

    received: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for a call, and for all calls of an exercise together."""

    cpu: float = 2.0
    """Seconds of CPU time."""
    wall: float = 5.0
    """Seconds of real time."""
    exercise: float = 20.0
    """Seconds of real time for all checks of an exercise."""
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
    output: int = 64 * 1024
    """Bytes of printed output that are kept."""
    threads: int = 128

    def from_now(self) -> Limits:
        """Return the same limits for an exercise that begins now."""
        return replace(self, until=time.monotonic() + self.exercise, ledger=Ledger())

    @property
    def over(self) -> bool:
        """Whether the time of the exercise is up."""
        return time.monotonic() > self.until

    @property
    def spent(self) -> bool:
        """Whether the calls of the exercise have sent all that is kept of them."""
        return self.ledger.received > self.kept

    def with_requests(self, requests: int) -> Limits:
        """Return the same limits with another bound on requests."""
        return replace(self, requests=requests)


UNLIMITED: Final = Limits(cpu=math.inf, wall=math.inf, frames=10**12, received=10**15, kept=10**15, threads=10**6)
"""For practice, where a person may sit in a debugger."""
