"""The marks of a class as a sheet: a row a student, from what the checks gave to the mark that follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from grader.course import Course, Standing
from grader.report import sheets
from grader.report.course import listed
from grader.report.escape import safe

TEMPLATES: Final = {"canvas": sheets.canvas, "moodle": sheets.moodle}
"""The platforms whose own export is filled in."""


def sheet(course: Course, standings: Iterable[Standing]) -> str:
    """Return the marks as CSV. The mark is the sum of the exercises, less what is late, plus what was adjusted."""
    head = ("student", "name", "email", "status", "handed in")
    tail = ("late %", "adjusted", "mark", "of", "note")
    rows = [(*_person(standing), *_marks(course, standing)) for standing in standings]
    return sheets.plain([(*head, *course.exercises, *tail), *rows])


def _person(standing: Standing) -> tuple[str, ...]:
    entry = standing.entry
    at = entry.handed_in.isoformat() if entry.handed_in else ""
    return entry.student.id, entry.student.name, entry.student.email, entry.status, at


def _marks(course: Course, standing: Standing) -> tuple[str | Fraction | None, ...]:
    mark = standing.mark
    if mark is None:
        return (*[None] * (len(course.exercises) + 4), _why_none(standing))
    adjusted = sum((e.adjusted * e.weight for e in mark.exercises), Fraction())
    exercises = (e.points * e.weight for e in mark.exercises)
    return *exercises, mark.late * 100, adjusted, mark.points, mark.max_points, mark.note


def _why_none(standing: Standing) -> str:
    """Say why there is no mark, where the status alone does not."""
    if not standing.lacking:
        return standing.entry.message
    were = "was" if len(standing.lacking) == 1 else "were"
    return f"no mark: {listed(standing.lacking)} {were} not graded yet; `course regrade`"


def fill(
    platform: str, template: str, column: str, standings: Iterable[Standing], keys: Sequence[str] = ()
) -> sheets.Filled:
    """Fill the marks into what a platform exported; a student stands there by id or e-mail. Raises SheetError."""
    totals: dict[str, Fraction | None] = {}
    emails: dict[str, str] = {}
    for standing in standings:
        student = standing.entry.student
        totals[student.id] = standing.mark.points if standing.mark else None
        emails[student.id] = student.email
    return TEMPLATES[platform](template, column, totals, emails, keys)


def notes(filled: sheets.Filled) -> Iterator[str]:
    """Yield what the instructor should know of a sheet that was filled in."""
    yield f"{filled.filled} marks filled in"
    for who, what in (
        (filled.missing, "stand in the gradebook, and in no row of the template"),
        (filled.without, "have a row in the template and no mark; it is as it was"),
    ):
        if who:
            yield f"! {len(who)} {what}: {safe(listed(who))}"
