"""Finds what a class handed in: one folder with a folder or a zip of each student, named by the student."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from grader.course.names import clean, stem
from grader.course.pack import Pack
from grader.course.roster import Roster, Student
from grader.course.times import GRADESCOPE, read_platform
from grader.exercises import Exercise, SubmissionError, UsageError, read_submission

NO_TIMES: Final = "There are two submissions of this student, {names}, and no time says which is the later one."
TIES: Final = "There are two submissions of this student, {names}, handed in at the same time."


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What one student handed in, as it was found: a pack, or the reason why there is none."""

    student: Student
    source: str
    """The name of the folder or the zip."""
    at: datetime | None = None
    """When it was handed in, in UTC; None if nobody said."""
    pack: Pack | None = None
    refusal: str = ""
    """Why it cannot be graded, and what to do."""
    ignored: tuple[str, ...] = ()
    ignored_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Collection:
    """The submissions of a folder, of which none has been read yet."""

    folder: Path
    exercises: tuple[Exercise, ...]
    found: Mapping[str, tuple[Student, tuple[str, ...]]]
    """For each student the names of what was handed in."""
    times: Mapping[str, datetime] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[HandedIn]:
        """Read the submissions one after another; of two of one student the later one counts."""
        for student, names in self.found.values():
            chosen = self._latest(student, names)
            yield chosen if isinstance(chosen, HandedIn) else self._read(student, chosen)

    def _latest(self, student: Student, names: tuple[str, ...]) -> str | HandedIn:
        if len(names) == 1:
            return names[0]
        said = ", ".join(map(repr, names))
        times = [self.times.get(clean(name)) for name in names]
        if None in times:
            return HandedIn(student, said, refusal=NO_TIMES.format(names=said) + " Name the times with --times.")
        latest = max(time for time in times if time is not None)
        if times.count(latest) > 1:
            return HandedIn(student, said, latest, refusal=TIES.format(names=said) + " Take one of them out.")
        return names[times.index(latest)]

    def _read(self, student: Student, name: str) -> HandedIn:
        at = self.times.get(clean(name)) or self.times.get(student.id)
        try:
            submission = read_submission(self.folder / name, self.exercises)
        except SubmissionError as error:
            return HandedIn(student, clean(name), at, refusal=clean(str(error)))
        except OSError as error:  # whatever a file system may say of one student's files, the class is graded
            said = f"{clean(name)!r} cannot be read: {error.strerror}."
            return HandedIn(student, clean(name), at, refusal=said)
        ignored = tuple(map(clean, submission.ignored))
        return HandedIn(student, clean(name), at, Pack.of(submission), "", ignored, submission.ignored_left_out)


def collect(folder: Path, roster: Roster, times: Mapping[str, datetime], exercises: tuple[Exercise, ...]) -> Collection:
    """Find who handed in what. `times` go before what a platform says. Raises UsageError where nothing can be found."""
    if not folder.is_dir():
        msg = f"There is no folder {str(folder)!r} with submissions: one folder or zip of each student."
        raise UsageError(msg)
    names = _names(folder)
    if _is_one(folder, names, exercises):
        msg = f"{str(folder)!r} looks like one submission; name the folder that holds those of all students."
        raise UsageError(msg)
    platform_times, platform_students = read_platform(folder)
    found: dict[str, tuple[Student, tuple[str, ...]]] = {}
    notes: list[str] = []
    for name in names:
        if not _is_submission(folder / name):
            notes.append(f"{clean(name)!r} is neither a folder nor a zip, and is passed over.")
            continue
        for known in platform_students.get(clean(name), (stem(name),)):
            student = roster.student(known)
            found[student.id] = (student, (*found.get(student.id, (student, ()))[1], name))
    every = {clean(name) for _, names in found.values() for name in names} | set(found)
    notes += [f"There is a time for {name!r}, and no such submission." for name in sorted(set(times) - every)]
    return Collection(folder, exercises, found, {**platform_times, **times}, tuple(notes))


def _names(folder: Path) -> list[str]:
    try:
        return sorted(
            path.name for path in folder.iterdir() if not path.name.startswith(".") and path.name != GRADESCOPE
        )
    except OSError as error:
        msg = f"The folder {str(folder)!r} cannot be read: {error.strerror}."
        raise UsageError(msg) from error


def _is_one(folder: Path, names: Sequence[str], exercises: Sequence[Exercise]) -> bool:
    """Tell whether a folder holds topics and exercise files where those of students are expected, and no one else's."""
    topics = {exercise.topic.casefold() for exercise in exercises}
    files = {f"{exercise.name}.py".casefold() for exercise in exercises}
    others = [name for name in names if _is_submission(folder / name)]
    loose = any(name.casefold() in files for name in names)
    return all(name.casefold() in topics for name in others) and bool(others or loose)


def _is_submission(path: Path) -> bool:
    return not path.is_symlink() and (path.is_dir() or path.suffix.lower() == ".zip")


def student_of(path: Path) -> str:
    """Return the student whom a folder or a zip is named by."""
    return stem(path.name)
