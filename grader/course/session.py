"""One `course grade`: takes what was handed in into the gradebook, and has it graded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from grader.course.driver import Told, drive
from grader.course.gradebook import Gradebook
from grader.course.handed_in import Collection
from grader.course.judges import Bench, Judges, Setting
from grader.course.key import Grounds, walled
from grader.course.roster import Roster

MakeBench: TypeAlias = Callable[[Setting, int], Bench]
"""Makes a bench for so many submissions at once."""


def grounds_here(book: Gradebook) -> Grounds:
    """Return what the verdicts of a gradebook rest on, if this machine makes them now. Raises NoIsolation."""
    return walled(book.course, book.seed)


def take(book: Gradebook, found: Collection, roster: Roster, under: Grounds) -> list[str]:
    """Take what a class handed in into its gradebook. Returns what the instructor should know."""
    book.enrol(list(roster.students.values())) if roster.students else None
    notes = [*roster.notes, *found.notes]
    strangers = [who for who in found.found if roster.students and who not in roster.students]
    notes += [f"{who!r} is not in the roster, and is graded all the same." for who in strangers]
    return notes + [note for handed in found if (note := book.take(handed, under.key, under, found.times))]


def finish(book: Gradebook, *, jobs: int, told: Told | None = None, make: MakeBench | None = None) -> None:
    """Grade all that is queued, by the judges of this machine unless others are made."""
    if book.counts().left:
        drive(book, (make or Judges)(Setting.of(book.course, book.seed), jobs), told)


def outdated(book: Gradebook, under: Grounds) -> Sequence[str]:
    """Return the students whose verdict rests on other grounds than those of now: `regrade` says who would change."""
    return [e.student.id for e in book.entries() if e.status == "graded" and under.key(book.pack(e.pack)) != e.key]
