"""Marks: points by weight, less what being late costs, plus what the instructor adjusts. All exact fractions.

    mark = (1 - lateness) x sum(points x weight) + sum(adjustments x weight)

An adjustment is the instructor's last word, so being late takes nothing from it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

import msgspec

from grader.course.file import Course, exact
from grader.result import Result

HALF: Final = Fraction(1, 2)
UNTIMED: Final = "No time of handing in is known, so no late rule was applied."
DAY: Final = timedelta(days=1)


class Adjustment(msgspec.Struct, frozen=True, kw_only=True):
    """Points that the instructor adds to an exercise of a student, or takes from it, and why."""

    student: str
    exercise: str
    points: str
    """An exact number: `2`, `-0.5`, `1/3`."""
    reason: str
    made: datetime

    @property
    def value(self) -> Fraction:
        """The points as a number."""
        return Fraction(self.points)


class ExerciseMark(msgspec.Struct, frozen=True, kw_only=True):
    """What an exercise adds to a mark, before being late takes something off."""

    exercise: str
    points: int
    """What the checks gave."""
    max_points: int
    weight: Fraction
    adjusted: Fraction
    """The sum of what the instructor added or took."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """The mark of one submission. Fractions are exact; `rounded` makes whole numbers of them."""

    points: Fraction
    """With weights, lateness and adjustments."""
    max_points: Fraction
    before_late: Fraction
    """What the checks gave, by weight."""
    late: Fraction
    """The share of that which being late took off: 0 to 1."""
    days_late: int
    note: str
    """What the student should know of it: how late it was, or that no time is known."""
    exercises: tuple[ExerciseMark, ...]
    adjustments: tuple[Adjustment, ...]


def mark(course: Course, result: Result, at: datetime | None, adjustments: Sequence[Adjustment] = ()) -> Mark | None:
    """Return the mark for a result of what was handed in at some time.

    Returns None if the result lacks an exercise of the course, as after a change of the course file: what was never
    graded is no zero.
    """
    if lacking(course, result):
        return None
    results = {exercise.id: exercise for exercise in result.exercises}
    added = {name: sum((a.value for a in adjustments if a.exercise == name), Fraction()) for name in course.exercises}
    exercises = tuple(
        ExerciseMark(
            exercise=name,
            points=results[name].points,
            max_points=results[name].max_points,
            weight=course.weight(name),
            adjusted=added[name],
        )
        for name in course.exercises
    )
    before = sum((e.points * e.weight for e in exercises), Fraction())
    days, late = lateness(course, at)
    return Mark(
        points=before * (1 - late) + sum((e.adjusted * e.weight for e in exercises), Fraction()),
        max_points=sum((e.max_points * e.weight for e in exercises), Fraction()),
        before_late=before,
        late=late,
        days_late=days,
        note=_note(course, at, days, late),
        exercises=exercises,
        adjustments=tuple(adjustments),
    )


def lacking(course: Course, result: Result) -> tuple[str, ...]:
    """Return the exercises of the course that a result lacks: they were added after it was graded."""
    graded = {exercise.id for exercise in result.exercises}
    return tuple(name for name in course.exercises if name not in graded)


def lateness(course: Course, at: datetime | None) -> tuple[int, Fraction]:
    """Return the days begun after the due date, and the share of the mark that they take off."""
    if course.due is None or at is None:
        return 0, Fraction()
    after = at - course.due
    grace = timedelta(minutes=course.late.grace_minutes if course.late else 0)
    if after <= grace:
        return 0, Fraction()
    days = -(-after // DAY)  # rounded up, exactly
    rule = course.late
    return days, min(days * exact(rule.per_day), exact(rule.at_most)) if rule else Fraction()


def _note(course: Course, at: datetime | None, days: int, late: Fraction) -> str:
    if at is None:
        return UNTIMED if course.late else ""
    if not days:
        return ""
    begun = "1 day" if days == 1 else f"{days} days"
    return f"Handed in late, {begun} begun after the due date: {written(late * 100)} % are taken off."


def rounded(number: Fraction, how: str = "half_up") -> int:
    """Return a whole number for a format that takes no other: `half_up`, `up` or `down`."""
    if how == "up":
        return math.ceil(number)
    return math.floor(number if how == "down" else number + HALF)


def written(number: Fraction, most: int = 4) -> str:
    """Return a number as people write it: exactly where few decimals suffice, else with `most` of them, half up."""
    if number.denominator == 1:
        return str(number.numerator)
    places = next((n for n in range(1, most) if not (number * 10**n).denominator - 1), most)
    units = rounded(abs(number) * 10**places)
    sign = "-" if number < 0 and units else ""
    return f"{sign}{units // 10**places}.{units % 10**places:0{places}}".rstrip("0").rstrip(".")
