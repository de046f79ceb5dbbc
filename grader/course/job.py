"""One submission, graded apart from a gradebook: what a task of a cluster does, and what `course merge` takes in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from grader.course.file import Course
from grader.course.handed_in import student_of
from grader.course.judges import Setting, grade
from grader.course.key import Grounds, grounds
from grader.course.names import clean
from grader.course.pack import Pack
from grader.exercises import SubmissionError, UsageError, find_exercises, read_submission
from grader.grade import Grader, Progress
from grader.result import Result, plain


class JobFile(msgspec.Struct, frozen=True, kw_only=True):
    """What `job --out` writes: the submission, and what came of it."""

    format_version: int = 1
    student: str
    source: str
    pack: Pack | None = None
    refusal: str = ""
    """Why it can't be graded; there is no pack then, and no result."""
    ignored: tuple[str, ...] = ()
    ignored_left_out: int = 0
    grounds: Grounds | None = None
    result: Result | None = None


def job(path: Path, course: Course, seed: int, progress: Callable[[Progress], None] | None = None) -> JobFile:
    """Grade the folder or the zip of one student, named by the student. Raises NoIsolation, and JudgeError."""
    student, source = student_of(path), clean(path.name)
    try:
        submission = read_submission(path, find_exercises())
    except SubmissionError as error:
        return JobFile(student=student, source=source, refusal=clean(str(error)))
    pack = Pack.of(submission)
    with Grader(require_isolation=True, limits=course.limits.limits()) as grader:
        result = grade(grader, pack, Setting.of(course, seed), progress)
    return JobFile(
        student=student,
        source=source,
        pack=pack,
        ignored=tuple(map(clean, submission.ignored)),
        ignored_left_out=submission.ignored_left_out,
        grounds=grounds(course, seed, result.isolation),
        result=result,
    )


def encoded(done: JobFile) -> bytes:
    """Return the file's content."""
    data = msgspec.to_builtins(msgspec.structs.replace(done, result=None))
    return msgspec.json.encode({**data, "result": plain(done.result) if done.result else None}) + b"\n"


def read(path: Path) -> JobFile:
    """Read what a job wrote. Raises UsageError for anything else."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=JobFile)
    except OSError as error:
        msg = f"{path.name} cannot be read: {error.strerror}."
        raise UsageError(msg) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        msg = f"{path.name} is not what `job --out` writes: {error}."
        raise UsageError(msg) from error
