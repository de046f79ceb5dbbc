"""Points that an instructor adds or takes, recorded beside the verdict."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from fractions import Fraction
from typing import Final

from grader.course.gradebook import Gradebook
from grader.course.marks import Adjustment
from grader.course.names import clean
from grader.exercises import UsageError, find_exercise, find_exercises

MOST: Final = 1_000_000
"""The points that can be given or taken at once, and the greatest denominator: beyond is a slip of the finger."""

_NUMBER: Final = re.compile(r"[+-]?(\d{1,9}(\.\d{0,9})?|\.\d{1,9}|\d{1,9}/\d{1,9})", re.ASCII)
"""Without exponents: 1e999999999 alone would take all the memory."""


def adjust(book: Gradebook, student: str, exercise: str, points: str, reason: str) -> Adjustment:
    """Record an adjustment, and return it.

    Raises UsageError for a student or an exercise that the gradebook does not know, for points that are no exact
    number or beyond MOST, and for an empty reason.
    """
    who, found = clean(student), find_exercise(exercise, find_exercises()).id
    if not book.knows(who):
        msg = f"There is no student {who!r} in the gradebook."
        raise UsageError(msg)
    if found not in book.course.exercises:
        msg = f"The course does not grade {found!r}."
        raise UsageError(msg)
    if not reason.strip():
        msg = "Give a reason with --reason: it stands beside the points for good."
        raise UsageError(msg)
    made = Adjustment(student=who, exercise=found, points=_points(points), reason=clean(reason), made=datetime.now(UTC))
    book.adjust(made)
    return made


def _points(text: str) -> str:
    try:
        number = Fraction(text) if _NUMBER.fullmatch(text) else None
    except ZeroDivisionError:
        number = None
    if number is None or abs(number) > MOST or number.denominator > MOST:
        msg = (
            f"{text!r} is no number of points, such as 2, -1, 0.5 or 1/3, of at most {MOST:,} points"
            f" and with a denominator of at most {MOST:,}."
        )
        raise UsageError(msg)
    return str(number)
