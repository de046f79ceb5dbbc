"""`course.toml`: what is graded, what it weighs, when it is due. Its JSON Schema is `docs/course.schema.json`."""

from __future__ import annotations

import math
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from grader.exercises import UsageError, find_exercises, nearest
from grader.grade import Limits

SHIPPED: Final = Path(__file__).parents[1] / "data" / "course.toml"
"""The course that is graded where no other file is named: all exercises, each point with the same weight."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Share = Annotated[float, Meta(ge=0, le=1)]
Seconds = Annotated[float, Meta(gt=0)]


class Late(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a late submission costs: a share of its mark for each day begun after the due date."""

    per_day: Share
    """The share of the mark that each day begun takes off: 0.1 is a tenth."""
    at_most: Share = 1.0
    """The largest share that is taken off."""
    grace_minutes: Annotated[int, Meta(ge=0)] = 0
    """So many minutes after the due date a submission is not late yet. The days are counted from the due date."""


class Bounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a learner's code may use up."""

    cpu_seconds: Seconds = 2.0
    """CPU time of a call."""
    wall_seconds: Seconds = 5.0
    """Real time of a call."""
    exercise_seconds: Seconds = 20.0
    """Real time of all calls of an exercise."""

    def limits(self) -> Limits:
        """Return them as the judge takes them."""
        return Limits(cpu=self.cpu_seconds, wall=self.wall_seconds, exercise=self.exercise_seconds)


class Course(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A course, or one homework of it."""

    format_version: Literal[1]
    """The version of this file's format."""
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    """What it is called. A gradebook belongs to the course of one title."""
    exercises: dict[str, Annotated[float, Meta(ge=0)]]
    """The exercises that are graded, and what a point of each weighs: `"03_retries/retry_delay" = 2`."""
    due: Annotated[datetime, Meta(tz=True)] | None = None
    """When it is due, with the offset from UTC."""
    late: Late | None = None
    """What a late submission costs; without it, nothing."""
    limits: Bounds = Bounds()
    """What a learner's code may use up."""
    seed: Literal["gradebook"] | Annotated[int, Meta(ge=0)] = "gradebook"
    """The seed of the inputs: a number, or `gradebook`, which draws one for each gradebook and keeps it there."""
    rounding: Literal["half_up", "up", "down"] = "half_up"
    """How a mark becomes a whole number, for formats that take no other."""

    def weight(self, exercise: str) -> Fraction:
        """Return what a point of an exercise weighs, exactly as it is written in the file."""
        return exact(self.exercises[exercise])


def exact(number: float) -> Fraction:
    """Return a number of the file as it was written: 0.1 is a tenth, not the nearest power of two."""
    return Fraction(str(number))


def read_course(path: Path = SHIPPED) -> Course:
    """Read a course file. Raises UsageError that says what is wrong in it, and where."""
    try:
        return course_of(path.read_bytes(), path.name)
    except OSError as error:
        msg = f"The course file {str(path)!r} cannot be read: {error.strerror}."
        raise UsageError(msg) from error


def course_of(text: bytes, name: str) -> Course:
    """Return the course that the text of a file describes. Raises UsageError as `read_course` does."""
    try:
        course = msgspec.toml.decode(text, type=Course)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        msg = f"{name}: {error}"
        raise UsageError(msg) from error
    if wrong := _wrong(course):
        msg = f"{name}: {wrong}"
        raise UsageError(msg)
    return course


def _wrong(course: Course) -> str:
    """Return what the types alone do not say is wrong, empty if nothing is."""
    known = [exercise.id for exercise in find_exercises()]
    for name, weight in course.exercises.items():
        if name not in known:
            return f"There is no exercise {name!r}." + nearest(name, known)
        if not math.isfinite(weight):
            return f"The weight of {name!r} is no number: {weight}."
    if not any(course.exercises.values()):
        return "No exercise has a weight above 0, so nothing could be earned."
    if course.late and not course.due:
        return "There is a late rule and no due date. Add `due`, or take `[late]` out."
    return ""


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a course file."""
    return {"$schema": DIALECT, **msgspec.json.schema(Course)}
