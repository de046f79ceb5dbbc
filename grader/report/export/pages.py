"""A class as pages: one of the class, and one of each student who has a result."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from grader.course import Gradebook, Standing, standings
from grader.exercises import find_exercises, stubs_dir
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
    mistakes = _mistakes()
    exercises = tuple(Exercise(name, tuple(found), mistakes.get(name, {})) for name, found in checks.items())
    room = Classroom(title=book.course.title, most=most, exercises=exercises, students=tuple(students), given=_given())
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


def _mistakes() -> dict[str, dict[str, frozenset[str]]]:
    """Return the checks that each known mistake fails, by exercise."""
    return {
        exercise: {known.name: frozenset(known.fails) for known in chapter.mistakes}
        for exercise, chapter in read().items()
    }


def _given() -> frozenset[str]:
    """Return the digests of the files that everybody was given."""
    stubs = (stubs_dir() / exercise.file for exercise in find_exercises())
    return frozenset(hashlib.sha256(stub.read_bytes()).hexdigest() for stub in stubs)
