"""Finds the smallest case that breaks a check, and proves it in fresh workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.grade.drawing import MOST_SHRINKS, shrink
from grader.grade.sweep import Break, CheckError, first_broken
from grader.judge.endings import Ended, TimedOut

if TYPE_CHECKING:
    from grader.grade.sweep import Stand, Sweep
    from grader.judge.submission import Player
    from grader.rubric.scenario import Check
    from grader.trace import Run


@dataclass(frozen=True, slots=True)
class Counterexample:
    """The smallest case found that breaks a check; `other` is a run of the same case that ended differently."""

    found: Break
    other: Run | None = None


def counterexample(sweep: Sweep, check: Check) -> Counterexample:
    """Return the smallest counterexample of a check that broke in a sweep.

    The strategy's own smallest case goes before a pinned one, unless that is the shorter; what follows from a pinned
    one is as small as it gets. The sweep's runs are remembered, as every case starts afresh; new cases go to a fresh
    worker, until one runs into a limit.
    """
    first = sweep.breaks[check.id]
    pinned = first.case in sweep.stand.scenario.pinned
    if first.case in sweep.planned and not pinned:
        return _proved(sweep.stand, check, first)
    search = _Search(sweep, check)
    try:
        case = shrink(
            sweep.stand.scenario.cases,
            seed=sweep.seed,
            examples=sweep.stand.scenario.examples,
            breaks=search.breaks,
        )
    finally:
        search.close()
    if case is None or (pinned and len(str(first.case)) <= len(str(case))):
        return _proved(sweep.stand, check, first)
    return _proved(sweep.stand, check, search.found[case])


class _Search:
    """Answers whether a case breaks a check, playing it only if the sweep has not."""

    def __init__(self, sweep: Sweep, check: Check) -> None:
        self._stand = sweep.stand
        self._check = check
        self._over = sweep.timed_out
        self._player: Player | None = None
        self.found: dict[Any, Break] = {}

    def breaks(self, case: Any) -> bool:
        run = self._stand.runs[case] if case in self._stand.runs else self._new(case)
        if run is None:
            return False
        try:
            claim, _ = first_broken(self._check, run)
        except CheckError:
            return False
        if claim is not None:
            self.found[case] = Break(case, run, claim)
        return claim is not None

    def _new(self, case: Any) -> Run | None:
        if self._player is None:
            self._player = self._stand.player()
        if self._over or self._player.played >= MOST_SHRINKS:
            return None
        try:
            run = self._stand.play(self._player, case)
        except Ended as ended:
            run = None
            self._over = isinstance(ended, TimedOut)
        self._stand.runs[case] = run
        return run

    def close(self) -> None:
        if self._player is not None:
            self._player.close()


def _proved(stand: Stand, check: Check, found: Break) -> Counterexample:
    """Play the case twice more, each in a fresh worker; what was seen once counts at a limit of the exercise."""
    for _ in range(2):
        player = stand.player()
        try:
            run = stand.play(player, found.case)
            claim, _ = first_broken(check, run)
        except Ended as ended:
            broke_off = stand.limits.over or stand.limits.spent
            return Counterexample(found, None if broke_off else ended.run or found.run)
        finally:
            player.close()
        if claim is None:
            return Counterexample(found, run)
    return Counterexample(found)
