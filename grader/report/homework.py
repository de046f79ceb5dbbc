"""What is handed in, and how two results differ, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Console

from grader.exercises import Submission
from grader.homework import Comparison, Packed
from grader.homework.compare import Cause, ExerciseChange
from grader.homework.manifest import File
from grader.report.layout import Page, words
from grader.result import ExerciseResult, Result

if TYPE_CHECKING:
    from grader.homework.receipts import Receipt

_NAME: Final = 42
"""Columns of a file's name."""
_SIZE: Final = 10
_ID: Final = 11


def write_packed(packed: Packed, submission: Submission, place: str, console: Console) -> None:
    """Write what is in a homework zip, and what is not."""
    page = Page(console)
    result = packed.manifest.unofficial_result
    page.line((f"{place} holds {_counted(len(packed.manifest.files), 'exercise file')}", "bold"))
    for file in packed.manifest.files:
        _file(page, file, result)
    _left_out(page, packed)
    _ignored(page, submission)
    page.blank()
    for line in _summary(packed, result):
        page.hanging(words(("", "")), words((line, "")))
    page.line((f"sha256 {packed.sha256}", "dim"))


def _file(page: Page, file: File, result: Result | None) -> None:
    graded = {f"{e.id}.py": e for e in result.exercises} if result else {}
    sign = ("  · ", "dim") if file.untouched else ("  ✓ ", "green")
    body = (f"{file.name:<{_NAME}}{file.size:>{_SIZE},} bytes  ", "")
    page.line(sign, body, (_state(file, graded.get(file.name)), "dim"))


def _state(file: File, graded: ExerciseResult | None) -> str:
    points = f"{graded.points} of {graded.max_points} points" if graded and graded.max_points else ""
    return ", ".join(filter(None, (points, "the stub as it came" if file.untouched else "")))


def _left_out(page: Page, packed: Packed) -> None:
    for id_, why in packed.unreadable.items():
        page.hanging(words(("  ✗ ", "red"), (f"{id_}.py", "")), words((f"  is NOT in it. {why}", "bold")))
    for id_ in packed.missing:
        page.line(("  ✗ ", "red"), (f"{id_}.py", ""), ("  is NOT in it: there is no such file.", "bold"))


def _ignored(page: Page, submission: Submission) -> None:
    more = (f"{submission.ignored_left_out} more",) if submission.ignored_left_out else ()
    if submission.ignored:
        names = ", ".join((*submission.ignored, *more))
        page.hanging(words(("  Not in it, for they are no exercise files: ", "bold")), words((names, "")))


def _summary(packed: Packed, result: Result | None) -> list[str]:
    lines = []
    if all(file.untouched for file in packed.manifest.files):
        lines.append("All of them are stubs as they came: nothing of yours is handed in yet.")
    if result:
        points = f"{result.points} of {result.max_points} points"
        lines.append(f"On this machine: {points}. The zip says so, marked as unofficial; what counts is graded again.")
    else:
        lines.append("Not graded here: the zip holds no result.")
    return lines


def write_comparison(found: Comparison, names: tuple[str, str], console: Console) -> None:
    """Write what two results, of these names, have not in common."""
    page = Page(console)
    here, there = names
    page.line((f"{here}: {found.here} points", ""))
    page.line((f"{there}: {found.there} points", ""))
    if found.circumstances:
        page.hanging(words(("graded otherwise: ", "")), words((_joined(found.circumstances), "bold")))
    for change in found.exercises:
        page.blank()
        _exercise(page, change)
    page.blank()
    page.line((_verdict(found), "bold"))


def _exercise(page: Page, change: ExerciseChange) -> None:
    page.line((change.id, "bold"), (f"  {change.here} → {change.there} points", ""))
    if change.file and not change.checks:
        page.hanging(words(("  ", "")), words((f"{change.file}, with the same outcomes", "")))
    for check in change.checks:
        told = f"{check.here} → {check.there}"
        page.hanging(words((f"  {check.id:<{_ID}}", "")), words((told, "")))
        page.hanging(words((" " * (_ID + 2) + "because of  ", "dim")), words((_joined(check.causes), "")))


def write_receipt(receipt: Receipt, faults: Sequence[str], console: Console) -> None:
    """Write what a receipt binds, and whether it is good."""
    page = Page(console)
    if faults:
        for fault in faults:
            page.hanging(words(("✗ ", "red")), words((fault, "")))
        page.line(("The receipt is NOT good.", "bold"))
        return
    bound = receipt.bound
    points, most = sum(e.points for e in bound.exercises), sum(e.max_points for e in bound.exercises)
    versions = bound.versions
    page.line((f"{points} of {most} points in {_counted(len(bound.exercises), 'exercise')}", ""))
    page.line((f"signed    {bound.signed_at:%Y-%m-%d %H:%M:%S} UTC with {bound.key}", ""))
    page.line((f"graded by Retrial {versions.grader}, anthropic {versions.anthropic}, Python {versions.python}", ""))
    page.line((f"seed {bound.seed}, isolation: {bound.isolation}", ""))
    page.line(("The receipt is good.", "bold"))


def _joined(causes: Sequence[Cause]) -> str:
    return "; ".join(map(str, causes))


def _verdict(found: Comparison) -> str:
    if found.same:
        return "The same: the same files got the same outcomes and points."
    checks = sum(len(change.checks) for change in found.exercises)
    return f"They differ in {_counted(checks, 'check')} of {_counted(len(found.exercises), 'exercise')}."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
