"""Where the students of a gradebook stand: what the reports of a class are made of."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from grader.course.gradebook import Entry, Gradebook
from grader.course.marks import Mark, lacking, mark


class Standing(msgspec.Struct, frozen=True):
    """A student's line of the gradebook, with the mark that follows."""

    entry: Entry
    mark: Mark | None
    """None unless all that the course names was graded: no fault of ours, and no unread file, is ever a zero."""
    lacking: tuple[str, ...] = ()
    """The exercises that the course names now, and that were not graded yet: so there is a verdict and no mark."""


def standings(book: Gradebook) -> Iterator[Standing]:
    """Yield where each student stands, by student."""
    course = book.course
    for entry in book.entries():
        if entry.status == "graded" and (graded := entry.result):
            found = mark(course, graded, entry.handed_in, entry.adjustments)
            yield Standing(entry, found, lacking(course, graded))
        else:
            yield Standing(entry, None)
