"""The driver: hands the jobs of a gradebook to judges, and records what comes back, each result once.

It may be killed at any moment. What was recorded stays, what was under way is graded when it is started again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from grader.course.gradebook import Gradebook
from grader.course.judges import Answer, Bench, Graded
from grader.course.storage import BookError


@dataclass(frozen=True, slots=True)
class Step:
    """How far a class has come."""

    done: int
    """Submissions that were graded since the driver began; the same files count once."""
    total: int
    """With those that are still to be graded."""
    seconds_left: float | None
    """How long the rest will take, if it goes on like this; None if nothing has been graded yet."""

    @property
    def exercise(self) -> str:
        """What stands beside the numbers."""
        return "" if self.seconds_left is None else remaining(self.seconds_left)


Told: TypeAlias = Callable[[Step], None]


def drive(book: Gradebook, bench: Bench, told: Told | None = None, clock: Callable[[], float] = time.monotonic) -> None:
    """Have all that is queued graded, and close the bench.

    `clock` tells seconds that never go back. Raises BookError if the gradebook can't be written; what is under way is
    then lost, and graded the next time.
    """
    began, done, total = clock(), 0, book.counts().left
    try:
        while _hand_out(book, bench):
            for answer in bench.wait():
                done += _take(book, answer, (clock() - began) / (done + 1))
                if told:
                    told(Step(done, total, (clock() - began) / done * (total - done) if done else None))
    finally:
        bench.close()
        with suppress(BookError):  # the next driver does the same when it starts
            book.hand_back()


def _hand_out(book: Gradebook, bench: Bench) -> bool:
    """Give jobs to all judges that are idle; return whether any is under way.

    A job of which a judge died comes when all others are done, and alone: if it happens again, it is its own doing.
    """
    while bench.room and (job := book.claim(alone=not bench.busy)):
        bench.give(job)
    return bench.busy > 0


def _take(book: Gradebook, answer: Answer, pace: float | None) -> int:
    """Record what came of a job; return 1 if that was the end of it."""
    if isinstance(answer, Graded):
        return int(book.record(answer.key, answer.result, pace=pace))
    return int(not book.died(answer.key, answer.message))


def remaining(seconds: float) -> str:
    """Say how long something will take, in few words."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "less than a minute left"
    return f"about {minutes} min left" if minutes < 120 else f"about {round(minutes / 60)} h left"
