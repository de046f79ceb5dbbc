"""A class as one JSON document: the course, and each student with the mark, how it came about, and the result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import msgspec

from grader.course import Course, Gradebook, Standing, rounded
from grader.report.jsontext import written
from grader.result import plain


def document(book: Gradebook, standings: Iterable[Standing]) -> Iterator[str]:
    """Yield the pieces of the document, a student at a time: a class need not fit into memory."""
    course = book.course
    head = {"format_version": 1, "course": msgspec.to_builtins(course), "seed": book.seed}
    yield written(head).removesuffix("\n}\n") + ',\n  "students": ['
    between = "\n"
    for standing in standings:
        yield between + written(_student(course, standing)).removesuffix("\n")
        between = ",\n"
    yield "\n]}\n"


def _student(course: Course, standing: Standing) -> dict[str, Any]:
    entry, mark = standing.entry, standing.mark
    return {
        **msgspec.to_builtins(entry.student),
        "status": entry.status,
        "message": entry.message,
        "handed_in": entry.handed_in.isoformat() if entry.handed_in else None,
        "mark": mark
        and {**_numbers(mark), "exact": str(mark.points), "rounded": rounded(mark.points, course.rounding)},
        "result": entry.result and plain(entry.result),
    }


def _numbers(mark: Any) -> Any:
    """Return a mark with its fractions as numbers: the nearest that JSON's readers have."""
    return msgspec.to_builtins(mark, enc_hook=lambda value: float(value) if isinstance(value, Fraction) else str(value))
