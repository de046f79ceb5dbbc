"""Takes the results of jobs that ran elsewhere into a gradebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from grader.course.gradebook import Gradebook
from grader.course.handed_in import HandedIn
from grader.course.job import JobFile, read
from grader.course.key import Grounds, differences
from grader.course.roster import Roster
from grader.exercises import UsageError


def job_files(folder: Path) -> list[Path]:
    """Return the files of jobs in a folder. Raises UsageError if there is no such folder."""
    if not folder.is_dir():
        msg = f"There is no folder {str(folder)!r} with what `job --out` wrote."
        raise UsageError(msg)
    return sorted(folder.glob("*.json"))


def merge(
    book: Gradebook, files: Sequence[Path], roster: Roster, times: Mapping[str, datetime], under: Grounds
) -> tuple[int, list[str]]:
    """Take the files of jobs in. Returns how many results are new, and what the instructor should know.

    A file that can't be taken is told in a note, and the others are. The same files may be merged again at any time.
    """
    if roster.students:
        book.enrol(list(roster.students.values()))
    new, notes = 0, list(roster.notes)
    for path in files:
        try:
            done = read(path)
        except UsageError as error:
            notes.append(str(error))
            continue
        if why := _other(done, under):
            notes.append(f"{path.name} was not taken: {why}")
            continue
        added, note = _take(book, done, roster, times, under)
        new += added
        notes += [note] if note else []
    return new, notes


def _other(done: JobFile, under: Grounds) -> str:
    """Say why a result does not belong into this gradebook. Another Python, or other walls, are no reason."""
    if done.grounds is None or done.result is None:
        return ""
    if done.grounds.isolation == "none":
        return "nothing walled in the learner's code."
    alike = msgspec.structs.replace(done.grounds, isolation=under.isolation, python=under.python)
    others = differences(alike, under)
    return f"it was graded under other conditions ({'; '.join(others)})." if others else ""


def _take(
    book: Gradebook, done: JobFile, roster: Roster, times: Mapping[str, datetime], under: Grounds
) -> tuple[bool, str]:
    student = roster.student(done.student)
    handed = HandedIn(
        student=student,
        source=done.source,
        at=times.get(done.source) or times.get(student.id),
        pack=done.pack,
        refusal=done.refusal,
        ignored=done.ignored,
        ignored_left_out=done.ignored_left_out,
    )
    rested = done.grounds or under
    note = book.take(handed, rested.key, rested, times)
    if done.pack is None or done.result is None:
        return False, note
    key = rested.key(done.pack)
    return book.state(key)[0] != "" and book.record(key, done.result), note
