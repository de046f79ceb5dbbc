"""Packs a learner's exercise files for handing in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from grader.exercises import MANIFEST, Exercise, Submission, stubs_dir
from grader.homework.archive import archived
from grader.homework.manifest import File, Manifest
from grader.result import CheckResult, ExerciseResult, Result, Versions


@dataclass(frozen=True, slots=True)
class Packed:
    """A homework zip, and what its learner has to know of it."""

    data: bytes
    manifest: Manifest
    missing: tuple[str, ...]
    """Exercises that are not in it, for there is no file: their ids."""
    unreadable: dict[str, str]
    """Exercises that are not in it, for their file can't be read: a sentence by id."""

    @property
    def sha256(self) -> str:
        """The digest of the zip, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def pack(
    submission: Submission, exercises: Sequence[Exercise], versions: Versions, result: Result | None = None
) -> Packed:
    """Pack the files of these exercises, with the result that the learner's machine made of the same bytes."""
    files = {e.file: submission.files[e.id] for e in exercises if e.id in submission.files}
    manifest = Manifest(
        versions=versions,
        files=tuple(_file(name, content) for name, content in sorted(files.items())),
        unofficial_result=None if result is None else _in_short(result),
    )
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
    return Packed(
        archived(files | {MANIFEST: text}),
        manifest,
        tuple(e.id for e in exercises if e.id not in submission.files and e.id not in submission.unreadable),
        {e.id: submission.unreadable[e.id] for e in exercises if e.id in submission.unreadable},
    )


def _file(name: str, content: bytes) -> File:
    untouched = (stubs_dir() / name).read_bytes() == content
    return File(name, hashlib.sha256(content).hexdigest(), len(content), untouched)


def _in_short(result: Result) -> Result:
    """Return a result without what differs from one grade of the same files to the next, or may be long."""
    exercises = tuple(_exercise_in_short(exercise) for exercise in result.exercises)
    return msgspec.structs.replace(result, exercises=exercises, ignored=(), ignored_left_out=0, seconds=0.0)


def _exercise_in_short(exercise: ExerciseResult) -> ExerciseResult:
    checks = tuple(_check_in_short(check) for check in exercise.checks)
    return msgspec.structs.replace(exercise, checks=checks, message="")


def _check_in_short(check: CheckResult) -> CheckResult:
    return CheckResult(
        id=check.id, title=check.title, outcome=check.outcome, points=check.points, max_points=check.max_points
    )
