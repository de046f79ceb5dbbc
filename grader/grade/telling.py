"""Tells what became of a check: its result, with the case that decided it."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from grader.judge.endings import Breach, Ended, OutOfTime, TimedOut, Todo, Unrecorded
from grader.result import CheckResult, Outcome, Place
from grader.show import show
from grader.timeline import timeline

if TYPE_CHECKING:
    from grader.grade.rubrics import Graded
    from grader.grade.sweep import Break
    from grader.rubric.scenario import Check
    from grader.trace import Run, Where
    from grader.wire.case import Case

OURS: Final = ("KeyboardInterrupt", "CancelledError")
"""The exceptions that an interruption by the case causes."""

ENDLESS: Final = (
    "Virtual waits take no real time: does the code wait for a thread, a lock or a queue that never comes?"
    " On a machine with much other work this can also be the machine's fault: then run it again."
)
"""What helps where real time was used up."""


def result(check: Check, outcome: Outcome, message: str = "", **fields: Any) -> CheckResult:
    """Return the result of a check; only one that passed has its points."""
    points = check.points if outcome is Outcome.passed else 0
    return CheckResult(
        id=check.id,
        title=check.title,
        outcome=outcome,
        points=points,
        max_points=check.points,
        message=message,
        **fields,
    )


def of_break(graded: Graded, check: Check, broken: Break, other: Run | None = None) -> CheckResult:
    """Return the result of a check that broke; `other` is a run of the same case that ended differently."""
    claim, run = broken.claim, broken.run
    outcome, happened, advice = outcome_of_error(graded, run), claim.happened, check.help
    if outcome is Outcome.crashed:  # what the check has to say of it is beside the point
        happened, advice = f"the call raises {show(run.error)}", ""
    message = f"Expected {claim.expected}, but: {happened}."
    if other is not None:
        message = "The same case gave two different answers: is something random, or kept between calls?"
    return result(
        check,
        outcome,
        message,
        expected=claim.expected,
        happened=happened,
        where=place(graded, _raised_at(run)),
        help=advice,
        case=str(broken.case),
        other_timeline=timeline(other, {})[0] if other else (),
        **shown(run, {event.i: claim.expected for event in claim.at}),
    )


def of_nothing(graded: Graded, check: Check, run: Run) -> CheckResult:
    """Return the result of a check that builds on no other, and found nothing to judge: a run shows why."""
    happened = _ending(run)
    return result(
        check,
        outcome_of_error(graded, run),
        f"There was nothing to judge: {happened}.",
        happened=happened,
        where=place(graded, _raised_at(run)),
        help="" if run.error else check.help,
        case=str(run.case),
        **shown(run, {}),
    )


def _ending(run: Run) -> str:
    """Say what became of a run of which a check has nothing to say."""
    if run.error:
        return f"the call raises {show(run.error)}"
    return f"the call returns {show(run.value)}" if run.requests else "the call sent no request"


def of_fault(check: Check, error: Exception) -> CheckResult:
    """Return the result of a check that could not be judged because we are broken."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error}"
    return result(check, Outcome.grader_error, f"{what} ({Path(at.filename).name}:{at.lineno})")


def of_death(graded: Graded, check: Check, case: Case, ended: Ended) -> CheckResult:
    """Return the result of a check whose call did not end as calls do."""
    told = shown(ended.run, {}) if ended.run else {}
    where = place(graded, ended.where)
    advice = ENDLESS if isinstance(ended, OutOfTime) else ""
    return result(check, outcome_of(ended), ended.message, where=where, case=str(case), help=advice, **told)


def outcome_of_error(graded: Graded, run: Run) -> Outcome:
    """Tell whether a check broke because the code is wrong, or because it raised what nobody named."""
    error = run.error
    named = (*graded.rubric.exceptions, *(OURS if run.of("interrupt") else ()))
    if error is None or error.of_sdk or any(map(error.is_a, named)):
        return Outcome.failed
    return Outcome.crashed


def outcome_of(ended: Ended) -> Outcome:
    """Return the outcome of a check whose call ended in this way."""
    match ended:
        case Todo():
            return Outcome.todo
        case TimedOut():
            return Outcome.timed_out
        case Breach() | Unrecorded():
            return Outcome.failed
        case _:
            return Outcome.crashed


def shown(run: Run, marks: dict[int, str]) -> dict[str, Any]:
    """Return what a result shows of a run; `marks` says what was expected, by the place of an event in the trace."""
    moments, left_out = timeline(run, marks)
    asked = any(r.requests for r in (*run.earlier, run))
    return {
        "called": run.call,
        "answers": str(run.case.script) if asked else "",
        "timeline": moments,
        "timeline_left_out": left_out,
        "output": run.output,
        "output_left_out": run.output_left_out,
    }


def _raised_at(run: Run) -> Where | None:
    """Return where in the learner's file the exception of a run came from: of a group, the first one in it."""
    return (run.error.first.where or run.error.where) if run.error else None


def place(graded: Graded, where: Where | None) -> Place | None:
    """Return a place in an exercise's file as a result names it."""
    return None if where is None else Place(f"{graded.exercise}.py", where.line, where.source)
