"""Turns what a sweep found into the results of one exercise's checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from grader.grade import telling
from grader.grade.drawing import seed_of
from grader.grade.shrink import Counterexample, counterexample
from grader.grade.sweep import Stand, Sweep
from grader.result import CheckResult, Outcome

if TYPE_CHECKING:
    from grader.grade.origins import Origins
    from grader.grade.rubrics import Graded
    from grader.judge.limits import Limits
    from grader.judge.submission import Source
    from grader.judge.zygote import Zygote
    from grader.rubric.scenario import Check, Scenario
    from grader.wire.case import Case

MOST_TIMED_OUT: Final = 2
"""After so many scenarios that ran into a limit, the rest is not run."""


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
    shrinks: bool = True
    """Whether the smallest case that breaks a check is looked for."""
    results: dict[str, CheckResult] = field(default_factory=dict)
    _sweeps: dict[int, Sweep] = field(default_factory=dict)

    @cached_property
    def limits(self) -> Limits:
        """The limits. The time of the exercise begins when they are first asked for."""
        return self.given.from_now()

    def check(self, check_id: str) -> CheckResult:
        """Judge one check; those that it needs were judged before."""
        check = self.graded.rubric.checks[check_id]
        try:
            result = self._result(check)
        except Exception as error:  # noqa: BLE001  our own fault stays with its check, and others are judged
            result = telling.of_fault(check, error)
        self.results[check_id] = result
        if self.results.keys() >= set(self.selected):
            self._sweeps.clear()  # with all that was seen, which may be much
        return result

    def _result(self, check: Check) -> CheckResult:
        return self._waiting(check) or self._unaffordable(check) or self._judged(check, self._sweep(check.scenario))

    def telling_case(self, check: Check) -> Case | None:
        """Return the smallest case that breaks a check, else the first that it says something of, None without any."""
        sweep = self._sweep(check.scenario)
        found: Case | None = sweep.samples.get(check.id)
        return counterexample(sweep, check).found.case if check.id in sweep.breaks else found

    # ------------------------------------------------------------ before a check is held against anything

    def _waiting(self, check: Check) -> CheckResult | None:
        broken = next((n for n in check.needs if self.results[n].outcome is not Outcome.passed), None)
        if broken is None:
            return None
        first = self.results[broken]
        match first.outcome:
            case Outcome.todo:
                return telling.result(check, Outcome.todo, first.message)
            case Outcome.not_judged:
                return telling.result(check, Outcome.not_judged, first.message)
            case Outcome.grader_error:
                return telling.result(check, Outcome.not_judged, f"{broken} could not be judged.")
            case Outcome.timed_out:
                return telling.result(check, Outcome.not_judged, f"{broken} ran into a limit: this check builds on it.")
            case _:
                return telling.result(check, Outcome.not_judged, f"Mend {broken} first: this check builds on it.")

    def _unaffordable(self, check: Check) -> CheckResult | None:
        if id(check.scenario) in self._sweeps:
            return None
        timed_out = sum(sweep.timed_out for sweep in self._sweeps.values())
        if timed_out >= MOST_TIMED_OUT:
            return telling.result(check, Outcome.timed_out, "Not run, because earlier checks ran into a limit twice.")
        if self.limits.over:
            message = f"Not run, because the exercise took more than {self.limits.exercise:g} s of real time."
            return telling.result(check, Outcome.timed_out, message)
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
            return telling.result(check, Outcome.todo, sweep.todo.message)
        if check.id in sweep.errors:
            return telling.result(check, Outcome.grader_error, str(sweep.errors[check.id]))
        if check.id in sweep.breaks:
            broken = sweep.breaks[check.id]
            found = counterexample(sweep, check) if self.shrinks else Counterexample(broken)
            return telling.of_break(self.graded, check, found.found, found.other)
        if sweep.deaths:
            return telling.of_death(self.graded, check, sweep.deaths[0].case, sweep.deaths[0].ended)
        if made := sweep.claims.get(check.id):
            return telling.result(check, Outcome.passed, claims=made)
        if check.needs:
            return telling.result(check, Outcome.not_judged, "There was nothing to judge in any case.")
        return telling.of_nothing(self.graded, check, next(filter(None, sweep.stand.runs.values())))
