"""Looks at a learner's answer and picks the next hint for a check."""

from __future__ import annotations

from dataclasses import dataclass

from grader.exercises import Submission
from grader.grade import Grader, replay
from grader.hints import book
from grader.hints.choice import Hint, recognised, upcoming
from grader.hints.shown import Shown
from grader.result import CheckResult, Outcome


@dataclass(frozen=True, slots=True)
class Advice:
    """What became of a check, and the hint that comes next; None where none is needed, or all were given."""

    result: CheckResult
    hint: Hint | None
    needs_none: bool = False


def advise(check_id: str, submission: Submission, shown: Shown, *, seed: int = 0) -> Advice:
    """Grade the exercise of a check, and return the next hint, which counts as shown from now on.

    Raises UsageError for an unknown check.
    """
    graded, check = replay.find(check_id)
    with Grader() as grader:
        exercise = grader.grade(submission, [graded.exercise], seed=seed).exercises[0]
    results = {result.id: result for result in exercise.checks}
    if results[check.id].outcome is Outcome.passed:
        return Advice(results[check.id], None, needs_none=True)
    chapter = book.read().get(graded.exercise)
    known = recognised(results, chapter) if chapter else None
    hint = upcoming(check.id, check.hints, known, shown.of(graded.exercise, check.id))
    if hint is not None:
        shown.add(graded.exercise, check.id, hint.key)
    return Advice(results[check.id], hint)
