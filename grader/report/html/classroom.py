"""A class as a page: how the points lie, who passed which check, how common each known mistake is, and equal files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import Final

import msgspec

from grader.report.html.paper import write
from grader.report.terminal import NAMES
from grader.result import Outcome
from grader.show import cut

BINS: Final = 10
"""How many bars the distribution has."""

MOST_STUDENTS: Final = 600
"""How many students have a row; all are counted."""

NAME: Final = 60
"""Characters of a student's name."""

_BROKEN: Final = frozenset({Outcome.failed, Outcome.crashed, Outcome.timed_out})
_LOOKS: Final[Mapping[Outcome, str]] = {
    Outcome.passed: "p",
    Outcome.failed: "f",
    Outcome.crashed: "f",
    Outcome.timed_out: "f",
    Outcome.grader_error: "g",
}
"""The class of a cell; of what was not judged there is none."""


class Exercise(msgspec.Struct, frozen=True):
    """An exercise of the course."""

    id: str
    checks: tuple[str, ...]
    """The ids of its checks."""
    mistakes: Mapping[str, frozenset[str]] = {}
    """The known mistakes: which checks each fails, and no others."""


class Student(msgspec.Struct, frozen=True, kw_only=True):
    """A student, and what became of the files handed in."""

    name: str
    status: str = "graded"
    points: float | None = None
    """None where there is no mark."""
    outcomes: Mapping[str, Outcome] = {}
    """By the id of a check."""
    files: Mapping[str, str] = {}
    """Digests by the ids of exercises."""
    page: str = ""
    """Where the student's own page lies, seen from this one."""


class Classroom(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page of a class is made of."""

    title: str
    most: float
    """The points that can be had."""
    exercises: tuple[Exercise, ...]
    students: tuple[Student, ...]
    given: frozenset[str] = frozenset()
    """Digests of files that everybody was given, so that it says nothing if they are equal."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A number of students as a bar."""

    label: str
    count: int
    share: float
    """Of the longest bar, 0 to 100."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A student's row of the heat map."""

    name: str
    points: str
    status: str
    told: str
    """The row in words."""
    paths: Mapping[str, str]
    """What is drawn of it, by class."""
    page: str


@dataclass(frozen=True, slots=True)
class Group:
    """Students whose file of an exercise is the same, to the byte."""

    exercise: str
    names: Sequence[str]


def render_class(room: Classroom) -> str:
    """Return a class as a page."""
    students = sorted(room.students, key=lambda s: (s.points is None, -(s.points or 0), s.name))
    marked = [s.points for s in students if s.points is not None]
    page = write(
        "classroom.html",
        room=room,
        marked=len(marked),
        middle=_number(median(marked)) if marked else "",
        bars=_distribution(marked, room.most),
        rows=[_row(student, room.exercises) for student in students[:MOST_STUDENTS]],
        left_out=max(0, len(students) - MOST_STUDENTS),
        columns=sum(len(e.checks) for e in room.exercises),
        checks=[(e.id, list(_passed(e, students))) for e in room.exercises],
        mistakes=list(_mistakes(room)),
        groups=list(_groups(room)),
    )
    return f"{page}\n"


def _distribution(points: Sequence[float], most: float) -> list[Bar]:
    """Return how many students have how many points, in equal steps; full points belong to the last."""
    counts = Counter(min(BINS - 1, int(BINS * p / most)) if most else 0 for p in points)
    return _bars(
        (f"{_number(most * k / BINS)} to {_number(most * (k + 1) / BINS)}", counts[k], "") for k in range(BINS)
    )


def _bars(found: Iterator[tuple[str, int, str]]) -> list[Bar]:
    bars = list(found)
    longest = max((count for _, count, _ in bars), default=0)
    return [Bar(label, count, round(100 * count / longest, 1) if longest else 0, note) for label, count, note in bars]


def _row(student: Student, exercises: Sequence[Exercise]) -> Row:
    outcomes = [student.outcomes.get(check) for e in exercises for check in e.checks]
    paths: dict[str, str] = defaultdict(str)
    x = 0
    for look, group in groupby(_LOOKS.get(o, "") if o else "" for o in outcomes):
        width = len(list(group))
        if look:
            paths[look] += f"M{x} .5h{width}"
        x += width
    counts = Counter(o for o in outcomes if o)
    told = ", ".join(f"{counts[o]} {NAMES[o]}" for o in Outcome if counts[o]) or student.status
    points = "" if student.points is None else _number(student.points)
    return Row(cut(student.name, NAME), points, student.status, told, dict(paths), student.page)


def _passed(exercise: Exercise, students: Sequence[Student]) -> Iterator[Bar]:
    """Yield for each check how many of those who tried it passed."""
    for check in exercise.checks:
        found = [s.outcomes[check] for s in students if s.outcomes.get(check, Outcome.todo) is not Outcome.todo]
        passed = found.count(Outcome.passed)
        share = round(100 * passed / len(found), 1) if found else 0
        yield Bar(check, passed, share, f"{passed} of {len(found)}")


def _mistakes(room: Classroom) -> Iterator[Bar]:
    """Yield how many students fail exactly the checks that a known mistake fails; those of one kind share a bar."""
    counts: Counter[tuple[str, frozenset[str]]] = Counter()
    for exercise in room.exercises:
        for student in room.students:
            broken = frozenset(check for check in exercise.checks if student.outcomes.get(check) in _BROKEN)
            if broken in exercise.mistakes.values():
                counts[exercise.id, broken] += 1
    known = {e.id: e.mistakes for e in room.exercises}
    yield from _bars(
        (f"{id_}: {' or '.join(sorted(m for m, fails in known[id_].items() if fails == broken))}", count, "")
        for (id_, broken), count in counts.most_common()
    )


def _groups(room: Classroom) -> Iterator[Group]:
    """Yield those whose files are equal, the largest groups of each exercise first."""
    for exercise in room.exercises:
        equal: dict[str, list[str]] = defaultdict(list)
        for student in room.students:
            digest = student.files.get(exercise.id)
            if digest and digest not in room.given:
                equal[digest].append(cut(student.name, NAME))
        for names in sorted(equal.values(), key=len, reverse=True):
            if len(names) > 1:
                yield Group(exercise.id, sorted(names))


def _number(number: float) -> str:
    return f"{round(number, 2):.10g}"
