"""A class as pages: one of the class, and one of each student who has a result."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from grader.course import Gradebook, Standing, standings
from grader.exercises import stubs_dir
from grader.hints.book import read
from grader.report import html
from grader.report.export.folder import file_name
from grader.report.html import Classroom, Exercise, Student

INDEX = "index.html"
"""The page of the class."""


def pages(book: Gradebook) -> Iterator[tuple[str, str]]:
    """Yield the names and the texts of the pages, that of the class last."""
    checks: dict[str, dict[str, None]] = {name: {} for name in book.course.exercises}
    students, most = [], 0.0
    for standing in standings(book):
        result, page = standing.entry.result, ""
        if result:
            page = f"students/{file_name(standing.entry.student.id, 'html')}"
            yield page, html.render(result, files=book.pack(standing.entry.pack).files)
            for exercise in result.exercises:
                checks.setdefault(exercise.id, {}).update(dict.fromkeys(check.id for check in exercise.checks))
        students.append(_student(standing, page))
        most = float(standing.mark.max_points) if standing.mark else most
    exercises = tuple(Exercise(name, tuple(found), _mistakes(name)) for name, found in checks.items())
    given = frozenset(_stub(name) for name in checks)
    room = Classroom(title=book.course.title, most=most, exercises=exercises, students=tuple(students), given=given)
    yield INDEX, html.render_class(room)


def _student(standing: Standing, page: str) -> Student:
    entry = standing.entry
    graded = entry.result.exercises if entry.result else ()
    return Student(
        name=entry.student.name or entry.student.id,
        status=entry.status,
        points=float(standing.mark.points) if standing.mark else None,
        outcomes={check.id: check.outcome for exercise in graded for check in exercise.checks},
        files={exercise.id: exercise.file for exercise in graded if exercise.file},
        page=page,
    )


def _mistakes(exercise: str) -> dict[str, frozenset[str]]:
    """Return the checks that each known mistake fails."""
    chapter = read().get(exercise)
    return {known.name: frozenset(known.fails) for known in chapter.mistakes} if chapter else {}


def _stub(exercise: str) -> str:
    """Return the digest of the file that everybody was given."""
    return hashlib.sha256((stubs_dir() / f"{exercise}.py").read_bytes()).hexdigest()
