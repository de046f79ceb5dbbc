"""Mistake by check: what each mistake fails, and how much each check had to say of the reference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from grader.grade.rubrics import Graded
from grader.verify.grading import Verdict

FEW: Final = 3
"""So many claims are the least that mean something, where so many cases are played."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the answers to one exercise show of its checks."""

    exercise: str
    points: int
    checks: tuple[str, ...]
    answers: int
    """How many answers were graded, each under some seeds."""
    verdicts: int
    rows: dict[str, frozenset[str]]
    """By mistake: the checks that it fails under the first seed."""
    claims: dict[str, int]
    """How many claims each check made on the reference under the first seed."""
    lonely: tuple[str, ...]
    """Checks that no mistake fails alone."""
    few: tuple[str, ...]
    """Checks that made too few claims to mean anything."""
    problems: tuple[str, ...]
    """Verdicts that are wrong."""

    @property
    def ok(self) -> bool:
        """Whether nothing is left to mend."""
        return not (self.problems or self.few or self.lonely)


def matrix(graded: Graded, verdicts: Iterable[Verdict]) -> Matrix:
    """Return the matrix of an exercise from the verdicts on all its answers."""
    verdicts = sorted(verdicts, key=lambda v: (v.answer.name, v.seed))
    checks = graded.rubric.checks
    mistakes = {v.answer.name.rpartition("__")[2]: v for v in reversed(verdicts) if v.answer.kind == "mistake"}
    rows = {name: mistakes[name].broken for name in sorted(mistakes)}
    reference = next((v.checks for v in verdicts if v.answer.kind == "reference"), {})
    claims = {id_: reference[id_].claims if id_ in reference else 0 for id_ in checks}
    alone = {id_ for broken in rows.values() if len(broken) == 1 for id_ in broken}
    return Matrix(
        exercise=graded.exercise,
        points=graded.rubric.points,
        checks=tuple(checks),
        answers=len({v.answer.name for v in verdicts}),
        verdicts=len(verdicts),
        rows=rows,
        claims=claims,
        lonely=tuple(id_ for id_ in checks if id_ not in alone),
        few=tuple(id_ for id_, made in claims.items() if made < min(FEW, _cases(graded, id_))),
        problems=tuple(f"{v.answer.name}, seed {v.seed}: {v.problem}" for v in verdicts if v.problem),
    )


def _cases(graded: Graded, check_id: str) -> int:
    """Return how many cases a check's scenario plays at most."""
    scenario = graded.rubric.checks[check_id].scenario
    return len(scenario.pinned) + scenario.examples
