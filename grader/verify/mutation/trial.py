"""Tries mutants: each is graded by the real checks, until the first that it does not pass."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from grader.exercises import Exercise
from grader.grade import Grader
from grader.grade.quick import TooSlow
from grader.judge.limits import Limits
from grader.verify import answers
from grader.verify.mutation.mutant import Mutant, mutants
from grader.verify.mutation.survivors import Entry, stale
from grader.verify.pool import Pool

PATIENT: Final = Limits(wall=60, exercise=180)
"""For a mutant that ran out of real time, which on a busy machine says nothing of it: more of it, and no company."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a mutant: `by` is the check that noticed it, `error` how it broke a check or the judge."""

    mutant: Mutant
    by: str = ""
    error: str = ""
    too_slow: bool = False
    """It ran out of real time, and nothing else is known."""

    @property
    def survived(self) -> bool:
        """Whether all checks passed it."""
        return not (self.by or self.error)


@dataclass
class Report:
    """What became of all mutants of some exercises, and how it fits the list of those that may survive."""

    trials: list[Trial]
    listed: list[Trial]
    """Survivors that are in the list."""
    survivors: list[Trial]
    """The others."""
    stale: dict[Entry, str]
    """Entries of the list that say what is not so, and why."""
    seconds: float
    jobs: int
    errors: list[Trial] = field(default_factory=list)

    @property
    def killed(self) -> int:
        """How many a check noticed."""
        return sum(1 for trial in self.trials if trial.by)

    @property
    def rate(self) -> float:
        """Mutants a second and process."""
        return len(self.trials) / max(self.seconds, 0.001) / self.jobs

    @property
    def ok(self) -> bool:
        """Whether no mutant survives but those of the list, and all of those do."""
        return not (self.survivors or self.stale or self.errors)


@dataclass(frozen=True, slots=True)
class Progress:
    """A mutant has been tried: of which exercise, and how many there are in all."""

    exercise: str
    done: int
    total: int


def all_mutants(exercises: Sequence[Exercise]) -> list[Mutant]:
    """Return the mutants of the references of these exercises."""
    return [
        mutant
        for exercise in exercises
        for mutant in mutants(exercise.id, answers.reference(exercise).content, answers.stub(exercise))
    ]


def run(
    pool: Pool,
    exercises: Sequence[Exercise],
    entries: Sequence[Entry],
    *,
    jobs: int,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Try all mutants of some exercises; `progress` is told of each as it is known."""
    began = time.monotonic()
    wanted = all_mutants(exercises)
    found: dict[Mutant, Trial] = {}
    for trial in tried(pool, wanted):
        found[trial.mutant] = trial
        if progress is not None:
            progress(Progress(trial.mutant.exercise, len(found), len(wanted)))
    seconds = time.monotonic() - began
    trials = [found[mutant] for mutant in wanted]
    survived = [trial for trial in trials if trial.survived]
    ids = {exercise.id for exercise in exercises}
    about = [entry for entry in entries if entry.exercise in ids]
    listed = [trial for trial in survived if any(entry.matches(trial.mutant) for entry in about)]
    return Report(
        trials=trials,
        listed=listed,
        survivors=[trial for trial in survived if trial not in listed],
        stale=stale(about, [trial.mutant for trial in survived], wanted),
        seconds=seconds,
        jobs=jobs,
        errors=[trial for trial in trials if trial.error],
    )


def tried(pool: Pool, wanted: Sequence[Mutant]) -> Iterator[Trial]:
    """Yield what became of each mutant, as it is known.

    CPU time, requests, virtual time and messages are the same on any machine, real time is not: who ran out of that
    is tried again, alone and with far more of it.
    """
    slow: list[Mutant] = []
    for mutant, trial in pool.each(_try, wanted):
        assert isinstance(trial, Trial)
        if trial.too_slow:
            slow.append(mutant)
        else:
            yield trial
    for mutant in slow:
        for _, trial in pool.each(_try_patiently, [mutant]):
            assert isinstance(trial, Trial)
            yield trial


_last_killer: dict[str, str] = {}
"""In each process: the check that noticed the last mutant of an exercise, and is likely to notice the next."""


def _try(grader: Grader, mutant: Mutant) -> Trial:
    try:
        return _noticed(grader, mutant, None)
    except TooSlow as slow:
        return Trial(mutant, by=slow.check, too_slow=True)


def _try_patiently(grader: Grader, mutant: Mutant) -> Trial:
    try:
        return _noticed(grader, mutant, PATIENT)
    except TooSlow as slow:  # the reference needs a hundredth of this
        return Trial(mutant, by=slow.check)


def _noticed(grader: Grader, mutant: Mutant, limits: Limits | None) -> Trial:
    first = _last_killer.get(mutant.exercise, "")
    try:
        by = grader.first_break(mutant.exercise, mutant.content, first=first, limits=limits)
    except TooSlow:
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, it is said of this mutant
        return Trial(mutant, error=f"{type(error).__name__}: {error}")
    if by is not None:
        _last_killer[mutant.exercise] = by
    return Trial(mutant, by=by or "")
