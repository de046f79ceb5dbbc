"""A class in miniature: a course of two exercises, and what its students hand in, with no one to grade it."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

from grader.course.file import Bounds, Course
from grader.course.handed_in import HandedIn
from grader.course.key import Grounds
from grader.course.pack import Pack
from grader.course.roster import Student
from grader.result import ExerciseResult, Outcome, Result
from tests.support import results

STREAM = "01_streaming/stream_text"
DELAY = "03_retries/retry_delay"
COURSE = Course(format_version=1, title="A course", exercises={STREAM: 1, DELAY: 0.5}, seed=7)
GROUNDS = Grounds(
    grader="g1",
    packages={"anthropic": "2.12.0"},
    python="3.13",
    isolation="landlock+seccomp",
    seed=7,
    limits=Bounds(),
    exercises={STREAM: "s1", DELAY: "d1"},
)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def pack(stream: str = "", delay: str = "") -> Pack:
    """Return the files of a submission with these texts."""
    return Pack({name: text.encode() for name, text in ((STREAM, stream), (DELAY, delay)) if text})


def handed(student: str, files: Pack | None = None, at: datetime | None = None, **more: str) -> HandedIn:
    """Return what a student handed in."""
    refusal = more.pop("refusal", "" if files else "damaged")
    return HandedIn(Student(student), more.pop("source", student), at, files, refusal)


def verdict(stream: int = 0, delay: int = 0, *, broken: bool = False, text: str = "") -> Result:
    """Return a result with so many of three points for either exercise."""
    worst = Outcome.grader_error if broken else Outcome.failed
    return results.result(
        _exercise(STREAM, "STREAM", stream, worst, text), _exercise(DELAY, "DELAY", delay, worst, text)
    )


def _exercise(name: str, prefix: str, points: int, worst: Outcome, text: str) -> ExerciseResult:
    checks = [
        results.check(f"{prefix}-0{n}", "Does.", Outcome.passed if n <= points else worst, message=text)
        for n in (1, 2, 3)
    ]
    return results.exercise(name, *checks)


def lay(folder: Path, **files: str) -> Path:
    """Lay out a student's folder with these texts by exercise name, and return it."""
    for name, text in files.items():
        path = folder / f"{STREAM if name == 'stream' else DELAY}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def zipped(path: Path, text: str = "x = 1") -> Path:
    """Write a student's zip with one exercise of this text, and return it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{DELAY}.py", text)
    return path
