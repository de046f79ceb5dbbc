"""How far a class is: counts, and who needs the instructor's eyes, whatever the size of the class."""

from __future__ import annotations

from collections import Counter
from typing import Final

import msgspec

from grader.course.gradebook import Gradebook
from grader.course.standing import standings

EYES: Final = ("failed", "refused")
"""The statuses that need the instructor's eyes."""


class Look(msgspec.Struct, frozen=True):
    """A student who was not graded, and why."""

    student: str
    status: str
    message: str


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """How far a class is."""

    title: str
    statuses: dict[str, int]
    """How many students there are of each status; see `Entry.status`."""
    looks: tuple[Look, ...]
    missing: tuple[str, ...] = ()
    """Who is in the roster, and handed in nothing."""
    unmarked: int = 0
    """How many were graded and have no mark, since the course names exercises that were not graded yet."""
    untimed: int = 0
    """How many were graded without a time of handing in, where the course has a late rule."""
    left: int
    """How many are still to be graded; submissions of the same files are one."""
    pace: float | None
    """Seconds that one takes, with all judges together; None if none was graded yet."""
    stopped: bool
    """Whether no command is at it."""


def survey(book: Gradebook) -> Overview:
    """Return how far a class is. It holds one result at a time in memory."""
    statuses, looks, missing, unmarked, untimed = Counter[str](), [], [], 0, 0
    course = book.course
    for standing in standings(book):
        entry = standing.entry
        statuses[entry.status] += 1
        unmarked += bool(standing.lacking)
        untimed += bool(course.late and entry.status == "graded" and entry.handed_in is None)
        if entry.status == "missing":
            missing.append(entry.student.id)
        if entry.status in EYES:
            looks.append(Look(entry.student.id, entry.status, entry.message))
    return Overview(
        title=course.title,
        statuses=dict(statuses),
        looks=tuple(looks),
        missing=tuple(missing),
        unmarked=unmarked,
        untimed=untimed,
        left=book.counts().left,
        pace=book.pace,
        stopped=book.stopped,
    )
