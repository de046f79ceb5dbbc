"""Grades the same answers again and again under other conditions, and says whose outcomes differ."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from grader.verify.answers import Answer
from grader.verify.grading import Task, verdicts
from grader.verify.pool import pool

KINDS = {"reference", "also_correct", "mistake"}
BURN = "import os; parent = os.getppid()\nwhile os.getppid() == parent: pass"
"""What keeps a processor busy, and ends with whoever started it, however that one ends."""


@dataclass(frozen=True, slots=True)
class Round:
    """One of several runs: its number, how many verdicts it gave, and which of them are wrong or other than before."""

    number: int
    verdicts: int
    problems: tuple[str, ...]


def rounds(answers: Iterable[Answer], number: int, jobs: int) -> Iterator[Round]:
    """Yield so many rounds over the answers, each with its own seed and hash seed, and beside processes that only burn.

    Those are half as many as the graders: enough to see whether a judge minds that others want its processor.
    """
    kept = [answer for answer in answers if answer.kind in KINDS]
    before: dict[str, dict[str, str]] = {}
    for seed in range(number):
        with _busy(max(1, jobs // 2)), pool(jobs, hash_seed=seed) as workers:
            found = list(verdicts(workers, [Task(answer, seed) for answer in kept]))
        problems = [f"{v.answer.name}: {v.problem}" for v in found if v.problem]
        for verdict in found:
            outcomes = {id_: str(check.outcome) for id_, check in verdict.checks.items()}
            if before.setdefault(verdict.answer.name, outcomes) != outcomes:
                problems.append(f"{verdict.answer.name}: {_difference(before[verdict.answer.name], outcomes)}")
        yield Round(seed, len(found), tuple(sorted(problems)))


def _difference(before: dict[str, str], now: dict[str, str]) -> str:
    return "; ".join(f"{id_} was {before.get(id_)}, and is {now[id_]}" for id_ in now if now[id_] != before.get(id_))


@contextmanager
def _busy(processes: int) -> Iterator[None]:
    """Keep CPUs busy while the block runs."""
    command = [sys.executable, "-S", "-c", BURN]
    started = [subprocess.Popen(command) for _ in range(processes)]  # noqa: S603  our own words
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.wait()
