"""Marks: exact, late by the rule, adjusted beside the verdict, rounded only when asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import msgspec
import pytest

from grader.course.file import Late
from grader.course.marks import UNTIMED, Adjustment, Mark, mark, rounded, written
from tests.support.classes import COURSE, DELAY, NOON, STREAM, verdict

LATE = msgspec.structs.replace(COURSE, due=NOON, late=Late(per_day=0.1, at_most=0.25, grace_minutes=15))
THIRD = Adjustment(student="ann", exercise=DELAY, points="1/3", reason="a typo in the text", made=NOON)


def marked(at: datetime | None = None, *adjustments: Adjustment) -> Mark:
    """Return the mark of a result with 3 of 3 and 1 of 3 points, of weights 1 and 0.5."""
    found = mark(LATE, verdict(3, 1), at, adjustments)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("minutes", "days", "points"),
    [
        (-1, 0, Fraction(7, 2)),
        (0, 0, Fraction(7, 2)),
        (15, 0, Fraction(7, 2)),
        (15.01, 1, Fraction(63, 20)),
        (24 * 60, 1, Fraction(63, 20)),
        (24 * 60 + 0.01, 2, Fraction(14, 5)),
        (24 * 60 * 2.5, 3, Fraction(21, 8)),
        (24 * 60 * 365, 365, Fraction(21, 8)),
    ],
)
def test_being_late_takes_a_share_for_each_day_begun(minutes: float, days: int, points: Fraction) -> None:
    """Days count from the due date, grace only says when lateness begins, and there is a most."""
    found = marked(NOON + timedelta(minutes=minutes))
    assert (days, points) == (found.days_late, found.points)
    assert Fraction(7, 2) == found.before_late
    assert Fraction(9, 2) == found.max_points


def test_without_a_time_no_late_rule_applies_and_the_mark_says_so() -> None:
    """Nobody is late because a file is missing."""
    assert (Fraction(7, 2), UNTIMED) == (marked().points, marked().note)


def test_a_late_mark_says_how_late() -> None:
    """The student reads why the mark is smaller."""
    note = "Handed in late, 1 day begun after the due date: 10 % are taken off."
    assert note == marked(NOON + timedelta(hours=1)).note


def test_an_adjustment_is_added_by_weight_and_loses_nothing_by_being_late() -> None:
    """It is the instructor's last word."""
    late = NOON + timedelta(hours=1)
    assert Fraction(63, 20) + Fraction(1, 6) == marked(late, THIRD).points
    assert [Fraction(0), Fraction(1, 3)] == [one.adjusted for one in marked(late, THIRD).exercises]


def test_what_was_never_graded_is_no_zero() -> None:
    """A course file that names one more exercise leaves old results without a mark."""
    result = verdict(3, 3)
    without = msgspec.structs.replace(result, exercises=result.exercises[:1])
    assert mark(COURSE, without, None) is None
    assert STREAM == without.exercises[0].id


@pytest.mark.parametrize(
    ("number", "how", "whole"),
    [("2.5", "half_up", 3), ("2.4999", "half_up", 2), ("-0.5", "half_up", 0), ("2.01", "up", 3), ("2.99", "down", 2)],
)
def test_rounding(number: str, how: str, whole: int) -> None:
    """Half goes up, as people expect of marks, and not to the even neighbour."""
    assert whole == rounded(Fraction(number), how)


@pytest.mark.parametrize(
    ("number", "text"),
    [("7/2", "3.5"), ("3", "3"), ("-1/4", "-0.25"), ("1/3", "0.3333"), ("2/3", "0.6667"), ("10", "10"), ("0", "0")],
)
def test_a_mark_as_people_write_it(number: str, text: str) -> None:
    """Exactly where it can be, and never with a trailing zero."""
    assert text == written(Fraction(number))
