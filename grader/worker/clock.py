"""Virtual time: integers of nanoseconds on the judge's clock, which only the judge moves.

This module is imported before any other that could keep a reference to the real functions of `time`, so it imports
next to nothing itself. The wall clock is time-machine's part (see `wall.py`).
"""

from __future__ import annotations

import _thread
import math
import operator
import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

NANO: Final = 1_000_000_000
GRACE: Final = 0.01
"""How long, in real seconds, a waiting thread leaves the others time to act before it looks at the clock again."""
PATIENCE: Final = 20
"""How many times it does so while another thread is at work, or waits for what this clock knows nothing of."""
WORK: Final = 0.2
"""CPU seconds that the other threads may use meanwhile, before they are taken for ones that don't end."""

NEVER: Final = -1
_LONGEST: Final = (1 << 63) - 1
_MONOTONIC: Final = ("CLOCK_MONOTONIC", "CLOCK_MONOTONIC_RAW", "CLOCK_BOOTTIME", "CLOCK_UPTIME", "CLOCK_UPTIME_RAW")

_real_sleep = time.sleep
_cpu = time.process_time
_real_ctime = time.ctime
_real_asctime = time.asctime


class Clock:
    """The time it is. A zygote, which has no judge, lets it pass by itself.

    `ask(ns, unsure)` has the judge let time pass, or look whether all threads are asleep, and tells that.
    """

    def __init__(self) -> None:
        self.now = 0
        """Monotonic time (ns)."""
        self.wall = 0
        """Time of day (ns since 1970)."""
        self.ask: Callable[[int, bool], bool] = self._pass
        self.threads: Callable[[], int] = lambda: 1
        """How many threads live; `waits.py` sets it, which threading must be imported for."""
        self._moving = _thread.allocate_lock()
        self._waiters: list[tuple[float, Callable[[], bool]]] = []

    def _pass(self, ns: int, _: bool) -> bool:  # noqa: FBT001  the signature of `ask`
        self.move(self.now + ns)
        return True

    def move(self, now: int) -> None:
        """Go to this time (ns), the wall clock along with it."""
        self.wall += now - self.now
        self.now = now

    def wait(self, ns: int | None, ready: Callable[[float], bool], came: Callable[[], bool] = lambda: False) -> bool:
        """Wait for `ready`, at most `ns` nanoseconds of virtual time (None: without end); tell whether it came.

        `ready(seconds)` really waits for up to so many seconds and tells whether what is waited for has come;
        `came()` tells any thread the same, at once.
        """
        waiter = (math.inf if ns is None else self.now + ns, came)
        self._waiters.append(waiter)
        try:
            return self._waited(waiter[0], ready)
        finally:
            self._waiters.remove(waiter)

    def _waited(self, until: float, ready: Callable[[float], bool]) -> bool:
        rounds, began, asleep = 0, _cpu(), False
        while self.now < until:
            if self.threads() == 1 or self._may_move(until, rounds):
                if ready(0):
                    return True
                doubtful = until == math.inf or (rounds >= PATIENCE and _cpu() - began < WORK)
                asleep = self._advance(until, unsure=doubtful and not asleep)
                if asleep:
                    continue
            if ready(GRACE):
                return True
            asleep = False
            rounds += 1
        return ready(0)

    def _may_move(self, until: float, rounds: int) -> bool:
        """Tell whether the clock may move to `until`, where other threads may still bring what is waited for.

        It moves to the nearest time that any thread waits for, once all of them wait and for none has come what it
        waits for; or, where a thread is at work or blocked outside of this clock, after a while.
        """
        if until > min(nearest for nearest, _ in self._waiters):
            return False
        if len(self._waiters) >= self.threads():
            return not any(came() for _, came in self._waiters)
        return rounds >= PATIENCE and until < math.inf

    def _advance(self, until: float, *, unsure: bool) -> bool:
        """Have time pass; or, where unsure, have the judge look, and tell whether no other thread has anything to do.

        What is waited for may have come until the judge looked, so it is to be asked once more after that.
        """
        with self._moving:
            if self.now < until and self.ask(NEVER if until == math.inf else int(until) - self.now, unsure):
                return True
            return self.now >= until

    def sleep(self, ns: int) -> None:
        """Let so much virtual time pass."""
        self.wait(ns, _nothing_comes)


def _nothing_comes(seconds: float) -> bool:
    _real_sleep(seconds)
    return False


CLOCK: Final = Clock()
"""The one clock of this process."""


def nanoseconds(seconds: Any) -> int:
    """Return seconds as nanoseconds, rounded up as `time.sleep` does: it never ends early.

    Raises what `time.sleep` raises for what is no length of time.
    """
    if isinstance(seconds, float):
        if math.isnan(seconds):
            msg = "Invalid value NaN (not a number)"
            raise ValueError(msg)
        exact = seconds * NANO
    else:
        exact = operator.index(seconds) * NANO
    if abs(exact) > _LONGEST:
        msg = "timestamp out of range for platform time_t"
        raise OverflowError(msg)
    return math.ceil(exact)


def sleep(seconds: Any, /) -> None:
    """Stand in for `time.sleep`."""
    ns = nanoseconds(seconds)
    if ns < 0:
        msg = "sleep length must be non-negative"
        raise ValueError(msg)
    CLOCK.sleep(ns)


def monotonic() -> float:
    """Stand in for `time.monotonic` and `time.perf_counter`."""
    return CLOCK.now / NANO


def monotonic_ns() -> int:
    """Stand in for `time.monotonic_ns` and `time.perf_counter_ns`."""
    return CLOCK.now


def _ctime(seconds: Any = None, /) -> str:
    return _real_ctime(time.time() if seconds is None else seconds)


def _asctime(moment: Any = None, /) -> str:
    return _real_asctime(time.localtime() if moment is None else moment)


def _clock_gettime(real: Callable[[int], Any], virtual: Callable[[], Any]) -> Callable[[int], Any]:
    ids = {getattr(time, name) for name in _MONOTONIC if hasattr(time, name)}

    def clock_gettime(clock: int, /) -> Any:
        return virtual() if clock in ids else real(clock)

    return clock_gettime


def install() -> None:
    """Put virtual time into the module `time`."""
    time.sleep = sleep
    time.monotonic = time.perf_counter = monotonic
    time.monotonic_ns = time.perf_counter_ns = monotonic_ns
    time.ctime = _ctime
    time.asctime = _asctime


def install_gettime() -> None:
    """Put virtual time into `time.clock_gettime`; `wall.py` says why not before."""
    time.clock_gettime = _clock_gettime(time.clock_gettime, monotonic)
    time.clock_gettime_ns = _clock_gettime(time.clock_gettime_ns, monotonic_ns)
