"""A learner's exercise files, read into bytes; nothing of them is imported, parsed, or written anywhere."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from grader.exercises.catalogue import Exercise, solutions_dir
from grader.exercises.entries import ZIP_CAP, Entry, folder, zipped
from grader.exercises.usage import SubmissionError, nearest, shown

DEEPEST_BY_NAME: Final = 3
"""How many parts the path of a file may have that is taken by its name alone; a folder that is handed in is one."""

FILE_CAP: Final = 1_000_000
"""The largest exercise file that is read, in bytes: it crosses to the worker as one message, of at most 1 MiB."""

MOST_LISTED: Final = 20
"""How many ignored entries are listed by name."""

MANIFEST: Final = "retrial-manifest.json"
"""What `submit` puts beside the exercise files, as the learner's word on them; no grade reads it."""

_OURS: Final = re.compile(
    rf"README\.md|{re.escape(MANIFEST)}|\.DS_Store|.*\.py\.[0-9]+\.bak|[a-z0-9_]+__[a-z0-9_]+\.py", re.DOTALL
)
"""Names that belong beside exercises, so nobody need hear that they were ignored."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A learner's exercise files, by exercise id."""

    files: Mapping[str, bytes]
    unreadable: Mapping[str, str] = field(default_factory=dict)
    """Exercises whose file was not read, and a sentence that says why."""
    paths: Mapping[str, str] = field(default_factory=dict)
    """Where each exercise's file is, as people would write it."""
    ignored: tuple[str, ...] = ()
    """Entries that are no exercise file, the first few."""
    ignored_left_out: int = 0
    """How many more there are."""


def read_submission(path: Path, exercises: Sequence[Exercise]) -> Submission:
    """Read a folder, a zip or one exercise file; the word `solutions` stands for the references.

    A folder that holds one zip and nothing else, as upload forms make it, stands for that zip. Raises SubmissionError
    where it cannot be graded as a whole. A file that is too large, or that may not be read, is the matter of its own
    exercise: it is named in `unreadable`.
    """
    if str(path) == "solutions" and not path.exists():
        path = solutions_dir()
    path = _zip_alone_in(path) or path
    if path.is_dir():
        return _collect(folder(path), exercises, str(path))
    data = _only_file(path)
    if path.suffix == ".py":
        return _single(path, data, exercises)
    return read_zip(data, path.name, exercises)


def read_zip(data: bytes, name: str, exercises: Sequence[Exercise]) -> Submission:
    """Read the bytes of a zip. Raises SubmissionError as `read_submission` does."""
    return _collect(zipped(data, name), exercises, name)


def _zip_alone_in(path: Path) -> Path | None:
    """Return the one zip in a folder that holds nothing else; None where there is none such."""
    try:
        inside = [one for one in path.iterdir() if not one.name.startswith(".")] if path.is_dir() else []
        alone = inside[0] if len(inside) == 1 else None
        is_zip = alone and alone.suffix.lower() == ".zip" and alone.is_file() and not alone.is_symlink()
    except OSError as error:
        msg = f"{shown(str(path))} cannot be read: {error.strerror}."
        raise SubmissionError(msg) from error
    return alone if is_zip else None


def _only_file(path: Path) -> bytes:
    """Return the bytes of the file that was named, one more than the cap at most."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        msg = f"There is no {shown(str(path))}. Name a folder, a zip, or one exercise file."
        raise SubmissionError(msg) from None
    except OSError as error:
        msg = f"{shown(str(path))} cannot be read: {error.strerror}."
        raise SubmissionError(msg) from error
    with os.fdopen(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            msg = f"{shown(str(path))} is neither a folder, nor a zip, nor an exercise file."
            raise SubmissionError(msg)
        return file.read(ZIP_CAP + 1)


def _single(path: Path, data: bytes, exercises: Sequence[Exercise]) -> Submission:
    beside = f"{path.absolute().parent.name}/{path.name}"
    named = [e for e in exercises if path.name == f"{e.name}.py"]
    found = [e for e in named if e.file == beside] or named
    if len(found) == 1:
        return _collect([Entry((found[0].topic, path.name), str(path), lambda size: data[:size])], found, str(path))
    names = [f"{e.name}.py" for e in exercises]
    msg = f"{shown(path.name)} is not the name of an exercise file." + nearest(path.name, names)
    raise SubmissionError(msg)


@dataclass(frozen=True, slots=True)
class _Found:
    """An exercise file of a submission: where it is, and its bytes or why there are none."""

    shown: str
    data: bytes = b""
    problem: str = ""


def _collect(entries: Iterable[Entry], exercises: Sequence[Exercise], name: str) -> Submission:
    """Pick the exercise files out of all entries and read them. Names that differ in case alone are the same.

    A file near the top, in no topic folder, is taken by its name; not if there is one in its topic folder too.
    """
    by_path = {e.file.casefold(): e.id for e in exercises}
    by_name = _by_name(exercises)
    in_topics: dict[str, _Found] = {}
    near_top: dict[str, _Found] = {}
    ignored: list[str] = []
    for entry in entries:
        exercise, found = by_path.get("/".join(entry.parts[-2:]).casefold()), in_topics
        if exercise is None and len(entry.parts) <= DEEPEST_BY_NAME:
            exercise, found = by_name.get(entry.parts[-1].casefold()), near_top
        if exercise is None:
            ignored += [] if _OURS.fullmatch(entry.parts[-1]) else [entry.shown]
            continue
        if exercise in found:
            msg = f"{shown(found[exercise].shown)} and {shown(entry.shown)} are the same exercise. Hand in one of them."
            raise SubmissionError(msg)
        found[exercise] = _read(entry)
    ignored += [near_top[exercise].shown for exercise in near_top if exercise in in_topics]
    files = near_top | in_topics
    if not files:
        example = exercises[0].file if exercises else "01_topic/exercise.py"
        msg = f"{shown(name)} holds no exercise file: no path in it ends like {example!r}."
        raise SubmissionError(msg)
    return Submission(
        {exercise: file.data for exercise, file in files.items() if not file.problem},
        {exercise: file.problem for exercise, file in files.items() if file.problem},
        {exercise: file.shown for exercise, file in files.items()},
        tuple(ignored[:MOST_LISTED]),
        max(0, len(ignored) - MOST_LISTED),
    )


def _by_name(exercises: Sequence[Exercise]) -> dict[str, str]:
    """Return the ids of the exercises by the name of their file, of those whose name no other has."""
    names = Counter(e.name for e in exercises)
    return {f"{e.name}.py".casefold(): e.id for e in exercises if names[e.name] == 1}


def _read(entry: Entry) -> _Found:
    try:
        data = entry.read(FILE_CAP + 1)
    except OSError as error:
        return _Found(entry.shown, problem=f"The file cannot be read: {error.strerror}.")
    if len(data) > FILE_CAP:
        return _Found(entry.shown, problem=f"The file is larger than {FILE_CAP:,} bytes, so it was not read.")
    return _Found(entry.shown, data)
