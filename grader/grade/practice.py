"""Plays one case of one check in the foreground: unsandboxed, without limits, with print and breakpoint() working."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from grader.exercises import UsageError
from grader.grade.drawing import draw, seed_of
from grader.grade.origins import Origins
from grader.grade.replay import find, played, source_of
from grader.grade.sweep import CheckError, Stand
from grader.grade.verdicts import Exercise
from grader.judge.foreground import Foreground
from grader.judge.limits import UNLIMITED, Limits
from grader.judge.zygote import Zygote
from grader.wire.case import Case, CaseError

if TYPE_CHECKING:
    from grader.exercises import Submission
    from grader.grade.rubrics import Graded
    from grader.judge.submission import Source
    from grader.result import CheckResult
    from grader.rubric.scenario import Check


class CaseTextError(UsageError):
    """The text of a case makes no sense."""


def practice(
    check_id: str, text: str | None, submission: Submission, *, seed: int, announce: Callable[[str], None]
) -> CheckResult:
    """Play a case, by default one that tells most of the check, and return what the check says of it.

    `announce` gets the text of the case before anything runs. Raises UsageError for an unknown check, CaseTextError for
    a case that cannot be read or lacks what the check looks at, SubmissionError if the exercise was not handed in.
    """
    graded, check = find(check_id)
    source = source_of(graded, submission)
    case = _parsed(text) if text is not None else _telling_case(graded, check, source, seed)
    announce(str(case))
    try:
        return _played(graded, check, case, source, seed)
    except (AttributeError, CheckError) as error:
        if text is None:
            raise
        msg = f"The case {text!r} does not fit {check.id}: {error}."
        raise CaseTextError(msg) from error


def _played(graded: Graded, check: Check, case: Case, source: Source, seed: int) -> CheckResult:
    foreground = Foreground()
    try:
        return played(Stand(foreground, source, check.scenario, UNLIMITED, Origins(seed)), graded, check, case)
    finally:
        foreground.close()


def _parsed(text: str) -> Case:
    try:
        return Case.parse(text)
    except CaseError as error:
        msg = f"The case cannot be read: {error}"
        raise CaseTextError(msg) from error


def _telling_case(graded: Graded, check: Check, source: Source, seed: int) -> Case:
    """Return the case that breaks the check, else the first that it judges; of a stub the first of all."""
    with Zygote() as zygote:
        exercise = Exercise(graded, source, zygote, Limits(), Origins(seed), (check.id,))
        return exercise.telling_case(check) or first_case(graded, check, seed)


def first_case(graded: Graded, check: Check, seed: int) -> Case:
    """Return the first case of a check's scenario: the first pinned one, else the first drawn."""
    if check.scenario.pinned:
        return check.scenario.pinned[0]
    found: list[Case] = []
    drawn_by = seed_of(seed, graded.exercise, graded.name(check.scenario))
    draw(check.scenario.cases, seed=drawn_by, examples=1, visit=found.append)
    return found[0]
