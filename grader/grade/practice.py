"""Plays one case of one check in the foreground: unsandboxed, without limits, with print and breakpoint() working."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from grader.exercises import SubmissionError, UsageError, nearest
from grader.grade import telling
from grader.grade.drawing import draw, seed_of
from grader.grade.origins import Origins
from grader.grade.rubrics import Graded, all_rubrics
from grader.grade.sweep import Break, CheckError, Stand, first_broken
from grader.grade.verdicts import Exercise
from grader.judge.endings import Ended
from grader.judge.foreground import Foreground
from grader.judge.limits import UNLIMITED, Limits
from grader.judge.submission import Source
from grader.judge.zygote import Zygote
from grader.result import CheckResult, Outcome
from grader.wire.case import Case, CaseError

if TYPE_CHECKING:
    from grader.exercises import Submission
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
    graded, check = _find(check_id)
    source = _source(graded, submission)
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
    stand = Stand(foreground, source, check.scenario, UNLIMITED, Origins(seed))
    player = stand.player()
    try:
        run = stand.play(player, case)
    except Ended as ended:
        return telling.of_death(graded, check, case, ended)
    finally:
        player.close()
        foreground.close()
    claim, made = first_broken(check, run)
    if claim is not None:
        return telling.of_break(graded, check, Break(case, run, claim))
    shown = {"case": str(case), **telling.shown(run, {})}
    if not made:
        return telling.result(check, Outcome.not_judged, "This case gives it nothing to judge.", **shown)
    return telling.result(check, Outcome.passed, **shown)


def _find(check_id: str) -> tuple[Graded, Check]:
    rubrics = all_rubrics()
    checks = {id_: (graded, check) for graded in rubrics.values() for id_, check in graded.rubric.checks.items()}
    found = checks.get(check_id.upper())
    if found is None:
        msg = f"There is no check {check_id!r}." + nearest(check_id.upper(), checks)
        raise UsageError(msg)
    return found


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


def _source(graded: Graded, submission: Submission) -> Source:
    name = graded.exercise
    if name not in submission.files:
        msg = submission.unreadable.get(name, f"There is no file {name}.py in what was handed in.")
        raise SubmissionError(msg)
    return Source(f"{name}.py", submission.files[name])
