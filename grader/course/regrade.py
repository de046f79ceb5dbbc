"""Grades a class anew after a change of checks or packages, and says who would change before anything does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.course.driver import Told
from grader.course.gradebook import Entry, Gradebook
from grader.course.key import Grounds, differences
from grader.course.marks import Mark, mark
from grader.course.session import MakeBench, finish
from grader.result import CheckResult, Result


@dataclass(frozen=True, slots=True)
class CheckChange:
    """A check that ended in another way, or that there was not before, or is no more."""

    exercise: str
    id: str
    before: str
    """How it ended: an outcome, or `none` where there is no such check."""
    after: str
    points: int
    """What it adds, or takes."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a regrade means for a student."""

    entry: Entry
    key: str
    """The content key of the new verdict."""
    before: Mark | None
    after: Mark | None
    checks: tuple[CheckChange, ...]
    failed: str
    """Why there is no new verdict: then the old one stays."""

    @property
    def difference(self) -> Fraction | None:
        """By how much the mark changes; None if there was none before, or is none now."""
        return self.after.points - self.before.points if self.before and self.after else None

    @property
    def counts(self) -> bool:
        """Whether anything is other than before."""
        return bool(self.checks or self.failed) or self.before != self.after


@dataclass(frozen=True, slots=True)
class Regrade:
    """What a regrade would change; nothing has been yet."""

    why: tuple[str, ...]
    """What is other than when the class was graded."""
    changes: tuple[Change, ...]
    """Every submission that has a new verdict, or failed to get one; those without a change of marks as well."""

    def accept(self, book: Gradebook) -> int:
        """Let the new verdicts count, all at once; return how many. The old ones stay readable."""
        new = [(c.entry.submission, c.key) for c in self.changes if not c.failed and c.entry.submission is not None]
        book.accept(new)
        return len(new)


def regrade(
    book: Gradebook, under: Grounds, *, jobs: int, told: Told | None = None, make: MakeBench | None = None
) -> Regrade:
    """Grade what was graded under other grounds, and compare. What counts is left as it is.

    Given again, it grades nothing twice.
    """
    stale = [(entry, key) for entry, key in _keyed(book, under) if key != entry.key and entry.status != "queued"]
    for entry, key in stale:
        book.queue(key, entry.pack, under)
    finish(book, jobs=jobs, told=told, make=make)
    why = {said: None for entry, _ in stale for said in differences(book.grounds(entry.key), under)}
    return Regrade(tuple(why), tuple(_change(book, entry, key) for entry, key in stale))


def _keyed(book: Gradebook, under: Grounds) -> Iterator[tuple[Entry, str]]:
    for entry in book.entries():
        if entry.pack:
            yield entry, under.key(book.pack(entry.pack))


def _change(book: Gradebook, entry: Entry, key: str) -> Change:
    state, message = book.state(key)
    course, graded = book.course, entry.result if entry.status == "graded" else None
    new = book.results(key)[-1] if state == "graded" else None
    before, after = (mark(course, one, entry.handed_in, entry.adjustments) if one else None for one in (graded, new))
    checks = tuple(_compared(graded, new)) if graded and new else ()
    return Change(entry, key, before, after, checks, "" if new else message or "It was not graded.")


def _compared(old: Result, new: Result) -> Iterator[CheckChange]:
    """Yield the checks that ended in another way, in the order of the course."""
    before, after = _checks(old), _checks(new)
    for name in {**before, **after}:
        was, now = before.get(name), after.get(name)
        if (was and was.outcome) != (now and now.outcome) or _points(was) != _points(now):
            yield CheckChange(
                *name,
                was.outcome if was else "none",
                now.outcome if now else "none",
                _points(now) - _points(was),
            )


def _checks(result: Result) -> dict[tuple[str, str], CheckResult]:
    return {(exercise.id, check.id): check for exercise in result.exercises for check in exercise.checks}


def _points(check: CheckResult | None) -> int:
    return check.points if check else 0


def largest_first(changes: Sequence[Change]) -> list[Change]:
    """Return those that change anything, the largest loss first."""
    return sorted((c for c in changes if c.counts), key=lambda c: (c.difference or Fraction(), c.entry.student.id))
