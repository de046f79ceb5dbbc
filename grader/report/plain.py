"""What became of a check in plain text, for formats that carry some. All of it is escaped, and of a bounded length."""

from __future__ import annotations

import io
from typing import Final

from grader.report import failure
from grader.report.escape import safe
from grader.report.layout import Page, terminal
from grader.result import CheckResult, ExerciseResult, Outcome, Result
from grader.show import cut

LONGEST: Final = 20_000
"""Characters of one check's story: a class's page or a CI's log is no place for more."""


def title(check: CheckResult) -> str:
    """Return the name of a check: its id, which no other has, and what it states."""
    return f"{check.id} {safe(check.title)}"


def message(exercise: ExerciseResult, check: CheckResult) -> str:
    """Return in one line what is wrong, empty if nothing is."""
    return safe(check.message or exercise.message)


def story(check: CheckResult) -> str:
    """Return all that is known of a check that did not pass, as the terminal shows it; empty if it passed."""
    if check.outcome is Outcome.passed:
        return ""
    text = io.StringIO()
    failure.write_one(Page(terminal(text)), check, "nox -s {verb} --")
    return cut(text.getvalue().strip(), LONGEST)


def total(result: Result) -> str:
    """Return in one line what was earned, and under what conditions."""
    how = f"seed {result.seed}, isolation {result.isolation}, Python {result.versions.python}"
    return f"{result.points} of {result.max_points} points ({how}, anthropic {result.versions.anthropic})"


def ignored(result: Result) -> str:
    """Return in one line what of the submission is no exercise file, empty if all of it is."""
    if not result.ignored:
        return ""
    more = f", and {result.ignored_left_out:,} more" if result.ignored_left_out else ""
    return f"Not an exercise file, so not read: {', '.join(map(safe, result.ignored))}{more}."
