"""Turns what a sweep found into the results of one exercise's checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from grader.grade.drawing import seed_of
from grader.grade.shrink import Counterexample, counterexample
from grader.grade.sweep import Break, Stand, Sweep, first_broken
from grader.judge.endings import Breach, Ended, TimedOut, Todo, Unrecorded
from grader.result import CheckResult, Moment, Outcome, Place
from grader.timeline import timeline

if TYPE_CHECKING:
    from grader.grade.origins import Origins
    from grader.grade.rubrics import Graded
    from grader.judge.limits import Limits
    from grader.judge.submission import Source
    from grader.judge.zygote import Zygote
    from grader.rubric.scenario import Check, Scenario
    from grader.trace import Run, Where
    from grader.wire.case import Case

MOST_TIMED_OUT: Final = 2
"""After so many scenarios that ran into a limit, the rest is not run."""

_OURS: Final = ("KeyboardInterrupt", "CancelledError")
"""The exceptions that an interruption by the case causes."""


@dataclass
class Exercise:
    """One exercise of one submission under way."""

    graded: Graded
    source: Source
    zygote: Zygote
    given: Limits
    origins: Origins
    selected: tuple[str, ...]
    """The ids of the checks that are wanted, and of those that they need."""
    results: dict[str, CheckResult] = field(default_factory=dict)
    _sweeps: dict[int, Sweep] = field(default_factory=dict)

    @cached_property
    def limits(self) -> Limits:
        """The limits. The time of the exercise begins when they are first asked for."""
        return self.given.from_now()

    def check(self, check_id: str) -> CheckResult:
        """Judge one check; those that it needs were judged before."""
        check = self.graded.rubric.checks[check_id]
        result = self._waiting(check) or self._unaffordable(check) or self._judged(check, self._sweep(check.scenario))
        self.results[check_id] = result
        return result

    # ------------------------------------------------------------ before a check is held against anything

    def _waiting(self, check: Check) -> CheckResult | None:
        broken = next((n for n in check.needs if self.results[n].outcome is not Outcome.passed), None)
        if broken is None:
            return None
        first = self.results[broken]
        match first.outcome:
            case Outcome.todo:
                return _result(check, Outcome.todo, first.message)
            case Outcome.not_judged:
                return _result(check, Outcome.not_judged, first.message)
            case Outcome.grader_error:
                return _result(check, Outcome.not_judged, f"{broken} could not be judged.")
            case _:
                return _result(check, Outcome.not_judged, f"Mend {broken} first: this check builds on it.")

    def _unaffordable(self, check: Check) -> CheckResult | None:
        if id(check.scenario) in self._sweeps:
            return None
        timed_out = sum(sweep.timed_out for sweep in self._sweeps.values())
        if timed_out >= MOST_TIMED_OUT:
            return _result(check, Outcome.timed_out, "Not run, because earlier checks ran into a limit twice.")
        if self.limits.over:
            message = f"Not run, because the exercise took more than {self.limits.exercise:g} s of real time."
            return _result(check, Outcome.timed_out, message)
        return None

    def _sweep(self, scenario: Scenario) -> Sweep:
        if id(scenario) not in self._sweeps:
            seed = seed_of(self.origins.seed, self.graded.exercise, self.graded.name(scenario))
            checks = tuple(c for c in self._checks() if c.scenario is scenario)
            sweep = Sweep(Stand(self.zygote, self.source, scenario, self.limits, self.origins), seed, checks)
            sweep.play()
            self._sweeps[id(scenario)] = sweep
        return self._sweeps[id(scenario)]

    def _checks(self) -> list[Check]:
        return [self.graded.rubric.checks[check_id] for check_id in self.selected]

    # ------------------------------------------------------------ the verdict

    def _judged(self, check: Check, sweep: Sweep) -> CheckResult:
        if sweep.todo is not None:
            return _result(check, Outcome.todo, sweep.todo.message)
        if check.id in sweep.errors:
            return _result(check, Outcome.grader_error, str(sweep.errors[check.id]))
        if check.id in sweep.breaks:
            return self._failed(check, counterexample(sweep, check))
        if sweep.deaths:
            return self._died(check, sweep)
        if not sweep.claims.get(check.id):
            return self._nothing_to_judge(check, sweep)
        return _result(check, Outcome.passed)

    def _failed(self, check: Check, found: Counterexample) -> CheckResult:
        broken = found.found
        marks = {event.i: broken.claim.expected for event in broken.claim.at}
        shown = _shown(broken.run, marks)
        other: tuple[Moment, ...] = ()
        message = f"Expected {broken.claim.expected}, but: {broken.claim.happened}."
        if found.other is not None:
            other = timeline(found.other, {})[0]
            message = "The same case gave two different answers: is something random, or kept between calls?"
        return _result(
            check,
            outcome_of_break(self.graded, broken),
            message,
            expected=broken.claim.expected,
            happened=broken.claim.happened,
            where=self._place(broken.run.error.where if broken.run.error else None),
            help=check.help,
            case=str(broken.case),
            other_timeline=other,
            **shown,
        )

    def _died(self, check: Check, sweep: Sweep) -> CheckResult:
        """All checks of a scenario share a death, and tell it alike: a report says it once."""
        death = sweep.deaths[0]
        outcome = outcome_of(death.ended)
        shown = _shown(death.ended.run, {}) if death.ended.run else {}
        place = self._place(death.ended.where)
        return _result(check, outcome, death.ended.message, where=place, case=str(death.case), **shown)

    def _nothing_to_judge(self, check: Check, sweep: Sweep) -> CheckResult:
        if check.needs:
            return _result(check, Outcome.not_judged, "There was nothing to judge in any case.")
        run = next(filter(None, sweep.stand.runs.values()))
        happened = "nothing to judge" if run.requests else "the call sent no request"
        message = f"There was nothing to judge: {happened}."
        case = str(run.case)
        return _result(check, Outcome.failed, message, happened=happened, help=check.help, case=case, **_shown(run, {}))

    def _place(self, where: Where | None) -> Place | None:
        return None if where is None else Place(self.source.name, where.line, where.source)


def practised(graded: Graded, check: Check, case: Case, found: Run | Ended) -> CheckResult:
    """Return what one check says of one case that was played for practice, with its timeline whatever it says."""
    if isinstance(found, Ended):
        shown = _shown(found.run, {}) if found.run else {}
        return _result(check, outcome_of(found), found.message, case=str(case), **shown)
    claim, _ = first_broken(check, found)
    if claim is None:
        return _result(check, Outcome.passed, case=str(case), **_shown(found, {}))
    broken = Break(case, found, claim)
    marks = {event.i: claim.expected for event in claim.at}
    message = f"Expected {claim.expected}, but: {claim.happened}."
    return _result(
        check,
        outcome_of_break(graded, broken),
        message,
        expected=claim.expected,
        happened=claim.happened,
        help=check.help,
        case=str(case),
        **_shown(found, marks),
    )


def outcome_of_break(graded: Graded, broken: Break) -> Outcome:
    """Tell whether a check broke because the code is wrong, or because it raised what nobody named."""
    error = broken.run.error
    named = (*graded.rubric.exceptions, *(_OURS if broken.run.of("interrupt") else ()))
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


def _result(check: Check, outcome: Outcome, message: str = "", **fields: Any) -> CheckResult:
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


def _shown(run: Run, marks: dict[int, str]) -> dict[str, Any]:
    moments, left_out = timeline(run, marks)
    return {
        "called": run.call,
        "answers": str(run.case.script),
        "timeline": moments,
        "timeline_left_out": left_out,
        "output": run.output,
        "output_left_out": run.output_left_out,
    }
