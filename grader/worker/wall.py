"""The wall clock: time-machine asks the clock of this process for the time of day."""

from __future__ import annotations

import os
import time
from typing import Final

import time_machine

from grader.worker import clock
from grader.worker.clock import CLOCK


class Wall(time_machine.Traveller):
    """A traveller who is always where the clock is."""

    def time_ns(self) -> int:
        """Return the time of day in nanoseconds since 1970."""
        return CLOCK.wall


WALL: Final = Wall(0, None, tick=False)


def install() -> None:
    """Put virtual time into `datetime` and the rest of `time`.

    The journey is never stopped, and what time-machine patches is replaced only after it: it takes the functions that
    it finds in `time` for C functions, and writes into them.
    """
    time_machine.travel(0, tick=False).start()
    time_machine.traveller_stack[-1] = WALL
    clock.install_gettime()


def begin(wall: int) -> None:
    """Set the time of day (ns since 1970), in UTC on every machine, and have `uuid1` forget the last one."""
    CLOCK.wall = wall
    os.environ["TZ"] = "UTC"
    time.tzset()
    WALL.move_to(0)
