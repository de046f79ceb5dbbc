"""One case of one check, played once: what the check says of it, with the timeline whether it passed or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.exercises import SubmissionError, UsageError, nearest
from grader.grade import telling
from grader.grade.rubrics import Graded, all_rubrics
from grader.grade.sweep import Break, first_broken
from grader.judge.endings import Ended
from grader.judge.submission import Source
from grader.result import CheckResult, Outcome

if TYPE_CHECKING:
    from grader.exercises import Submission
    from grader.grade.sweep import Stand
    from grader.rubric.scenario import Check
    from grader.wire.case import Case


def find(check_id: str) -> tuple[Graded, Check]:
    """Return a check and the exercise that it grades. Raises UsageError with the nearest ids if there is none."""
    rubrics = all_rubrics()
    checks = {id_: (graded, check) for graded in rubrics.values() for id_, check in graded.rubric.checks.items()}
    found = checks.get(check_id.upper())
    if found is None:
        msg = f"There is no check {check_id!r}." + nearest(check_id.upper(), checks)
        raise UsageError(msg)
    return found


def source_of(graded: Graded, submission: Submission) -> Source:
    """Return what was handed in for an exercise. Raises SubmissionError if nothing was."""
    name = graded.exercise
    if name not in submission.files:
        msg = submission.unreadable.get(name, f"There is no file {name}.py in what was handed in.")
        raise SubmissionError(msg)
    return Source(f"{name}.py", submission.files[name])


def played(stand: Stand, graded: Graded, check: Check, case: Case) -> CheckResult:
    """Play a case in a fresh worker, and return what the check says of it. Raises CheckError if it can say nothing."""
    player = stand.player()
    try:
        run = stand.play(player, case)
    except Ended as ended:
        return telling.of_death(graded, check, case, ended)
    finally:
        player.close()
    claim, made = first_broken(check, run)
    if claim is not None:
        return telling.of_break(graded, check, Break(case, run, claim))
    shown = {"case": str(case), **telling.shown(run, {})}
    if not made:
        return telling.result(check, Outcome.not_judged, "This case gives it nothing to judge.", **shown)
    return telling.result(check, Outcome.passed, claims=made, **shown)
