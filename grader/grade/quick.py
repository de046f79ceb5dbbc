"""Finds one check that an answer does not pass, and stops there: for many wrong answers in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.grade.drawing import seed_of
from grader.grade.origins import Origins
from grader.grade.sweep import Stand, Sweep
from grader.judge.endings import OutOfTime

if TYPE_CHECKING:
    from grader.grade.rubrics import Graded
    from grader.judge.limits import Limits
    from grader.judge.submission import Source
    from grader.judge.zygote import Spawner
    from grader.rubric.scenario import Check


class TooSlow(Exception):
    """An answer ran out of real time. On a busy machine a right one may; `check` is one that it did not pass so far."""

    def __init__(self, check: str, message: str) -> None:
        super().__init__(check, message)
        self.check = check


def first_break(
    spawner: Spawner, graded: Graded, source: Source, limits: Limits, *, seed: int, first: str = ""
) -> str | None:
    """Return the id of a check that does not pass, None if all of them do, looking in the scenario of `first` at once.

    Raises CheckError if a check could not be held against a run, TooSlow if nothing but real time speaks against it.
    """
    origins, limits = Origins(seed), limits.from_now()
    for checks in _by_scenario(graded, first):
        scenario = checks[0].scenario
        drawn_by = seed_of(seed, graded.exercise, graded.name(scenario))
        sweep = Sweep(Stand(spawner, source, scenario, limits, origins), drawn_by, checks, patient=False)
        sweep.play()
        if found := _broken(sweep):
            return found
    return None


def _by_scenario(graded: Graded, first: str) -> list[tuple[Check, ...]]:
    """Return the checks, those of one scenario together."""
    groups: dict[int, list[Check]] = {}
    for check in graded.rubric.checks.values():
        groups.setdefault(id(check.scenario), []).append(check)
    return sorted(map(tuple, groups.values()), key=lambda checks: all(check.id != first for check in checks))


def _broken(sweep: Sweep) -> str | None:
    """Return the first check of a sweep that has not passed: it broke, its call died, or there was nothing to judge."""
    for error in sweep.errors.values():
        raise error
    if sweep.breaks:
        return next(iter(sweep.breaks))
    for death in sweep.deaths:
        if isinstance(death.ended, OutOfTime):
            raise TooSlow(sweep.checks[0].id, death.ended.message)
    if sweep.deaths or sweep.todo:
        return sweep.checks[0].id
    return next((check.id for check in sweep.checks if not sweep.claims.get(check.id)), None)
