"""A class on a terminal: how far it is, who needs a look, who would change by a regrade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from rich.console import Console

from grader.course import Overview, Regrade, remaining, written
from grader.course.regrade import Change, largest_first
from grader.report.layout import words

ORDER = ("graded", "running", "queued", "failed", "refused", "missing")
EYES = {"failed": "the grader failed", "refused": "not graded"}
"""What needs the instructor's eyes."""
MOST_CHECKS = 6
"""How many checks are named for a student."""


def notes(said: Iterable[str], console: Console) -> None:
    """Write what the instructor should know."""
    for note in said:
        console.print(words(("! ", "yellow"), (note, "")), soft_wrap=True)


def status(found: Overview, console: Console) -> None:
    """Write how far a class is, and who needs a look."""
    counts = ", ".join(f"{found.statuses[name]} {name}" for name in ORDER if name in found.statuses)
    console.print(words((found.title, "bold")), soft_wrap=True)
    console.print(words((counts or "no one yet", "")))
    if found.left:
        line = f"{found.left} to grade, the same files once; {_outlook(found)}"
        console.print(words((line, "dim")), soft_wrap=True)
    for look in found.looks:
        head = f"  {look.student}  {EYES[look.status]}: "
        console.print(words((head, "yellow"), (look.message, "")), soft_wrap=True)
    for head, said in _remarks(found):
        console.print(words((f"  {head}: ", "yellow"), (said, "")), soft_wrap=True)


def _remarks(found: Overview) -> Iterator[tuple[str, str]]:
    """Yield what concerns several students at once."""
    if found.missing:
        yield "missing", listed(found.missing)
    if found.unmarked:
        yield (
            f"{found.unmarked} graded without a mark",
            "the course has exercises not graded yet. `course regrade` grades them, with --accept they count.",
        )
    if found.untimed:
        yield f"{found.untimed} graded without a time", "no late rule was applied to them. Name the times with --times."


def _outlook(found: Overview) -> str:
    """Say how the rest will be graded."""
    if found.stopped:
        return "stopped, and the same command goes on"
    return "under way" if found.pace is None else f"{remaining(found.pace * found.left)} while it goes on"


def regraded(found: Regrade, console: Console, *, accepted: bool) -> None:
    """Write who changes, by how much, and because of which check."""
    for why in found.why:
        console.print(words((why, "dim")), soft_wrap=True)
    changes = largest_first(found.changes)
    for change in changes:
        _changed(change, console)
    same = len(found.changes) - len(changes)
    verdicts = f"{len(found.changes)} new verdicts, {same} of them with no change"
    if not found.changes:
        said = "Every verdict rests on the checks and packages of now: nothing to do."
    elif accepted:
        said = f"{verdicts}. They count now; the old ones stay readable."
    else:
        said = f"{verdicts}. Nothing was changed yet; with --accept they count."
    console.print(words((said, "")), soft_wrap=True)


def _changed(change: Change, console: Console) -> None:
    who = change.entry.student.id
    if change.failed:
        console.print(words((f"  {who}  no new verdict: ", "yellow"), (change.failed, "")), soft_wrap=True)
        return
    marks = " → ".join(written(mark.points) if mark else "none" for mark in (change.before, change.after))
    by = "" if change.difference is None else f" ({_signed(change.difference)})"
    console.print(words((f"  {who}  ", "bold"), (f"{marks}{by}", "")), soft_wrap=True)
    for check in change.checks[:MOST_CHECKS]:
        line = f"    {check.id}  {check.before} → {check.after}  {_signed(Fraction(check.points))}"
        console.print(words((line, "dim")), soft_wrap=True)
    if more := len(change.checks) - MOST_CHECKS:
        console.print(words((f"    and {more} more checks", "dim"))) if more > 0 else None
    for one in change.entry.adjustments:
        console.print(words((f"    adjusted in {one.exercise} by {one.points}: {one.reason}", "dim")), soft_wrap=True)


def _signed(number: Fraction) -> str:
    return f"{'+' if number > 0 else ''}{written(number)}"


def listed(names: Sequence[str], most: int = 10) -> str:
    """Return names in a line, the first few of many."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
