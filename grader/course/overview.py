"""How far a class is: counts, and who needs the instructor's eyes, whatever the size of the class."""

from __future__ import annotations

from collections import Counter
from typing import Final

import msgspec

from grader.course.gradebook import Gradebook

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
    left: int
    """How many are still to be graded; submissions of the same files are one."""
    pace: float | None
    """Seconds that one takes, with all judges together; None if none was graded yet."""
    stopped: bool
    """Whether no command is at it."""


def survey(book: Gradebook) -> Overview:
    """Return how far a class is. It holds one result at a time in memory."""
    statuses, looks = Counter[str](), []
    for entry in book.entries():
        statuses[entry.status] += 1
        if entry.status in EYES:
            looks.append(Look(entry.student.id, entry.status, entry.message))
    return Overview(
        title=book.course.title,
        statuses=dict(statuses),
        looks=tuple(looks),
        left=book.counts().left,
        pace=book.pace,
        stopped=book.stopped,
    )
