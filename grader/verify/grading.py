"""Grades the answers of the course under several seeds, and says which verdicts are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.exercises import Submission
from grader.grade import Grader
from grader.result import CheckResult, Outcome
from grader.verify.answers import Answer
from grader.verify.pool import Pool


@dataclass(frozen=True, slots=True)
class Task:
    """One answer under one seed; `shrinks` as for `Grader.grade`."""

    answer: Answer
    seed: int
    shrinks: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an answer under one seed."""

    answer: Answer
    seed: int
    checks: dict[str, CheckResult]

    @property
    def broken(self) -> frozenset[str]:
        """The checks that did not pass; what waits for another check is left out."""
        quiet = {Outcome.passed, Outcome.not_judged}
        return frozenset(id_ for id_, check in self.checks.items() if check.outcome not in quiet)

    @property
    def problem(self) -> str:
        """What is wrong with the verdict, empty if it is right."""
        outcomes = {id_: check.outcome for id_, check in self.checks.items()}
        match self.answer.kind:
            case "stub":
                wanted = Outcome.passed if not any(c.max_points for c in self.checks.values()) else Outcome.todo
                return _said({i: o for i, o in outcomes.items() if o is not wanted}, self.checks, f"is not {wanted}")
            case "mistake":
                missed, more = self.answer.fails - self.broken, self.broken - self.answer.fails
                return "; ".join(
                    filter(None, (_said(missed, self.checks, "lets it pass"), _said(more, self.checks, "fails too")))
                )
            case "degenerate":
                wrong = {Outcome.passed, Outcome.grader_error}
                return _said({i: o for i, o in outcomes.items() if o in wrong}, self.checks, "is not failed")
            case _:
                wrong_ones = {i: o for i, o in outcomes.items() if o is not Outcome.passed}
                return _said(wrong_ones, self.checks, "does not pass")


def _said(ids: Iterable[str], checks: dict[str, CheckResult], what: str) -> str:
    return "; ".join(f"{id_} {what} ({_why(checks.get(id_))})" for id_ in sorted(ids))


def _why(check: CheckResult | None) -> str:
    if check is None:
        return "there is no such check"
    return f"{check.outcome}: {check.message} | {check.case}" if check.message else str(check.outcome)


def graded(grader: Grader, task: Task) -> dict[str, CheckResult]:
    """Return the results of an answer's checks by id."""
    handed_in = Submission({task.answer.exercise: task.answer.content})
    result = grader.grade(handed_in, [task.answer.exercise], seed=task.seed, shrinks=task.shrinks)
    return {check.id: check for check in result.exercises[0].checks}


def verdicts(pool: Pool, tasks: Iterable[Task]) -> Iterator[Verdict]:
    """Yield what became of each task, as they are done."""
    for task, checks in pool.each(graded, tasks):
        yield Verdict(task.answer, task.seed, checks)


def tasks(answers: Iterable[Answer], seeds: Iterable[int]) -> Iterator[Task]:
    """Yield each answer under each seed; stubs and degenerate ones once. The first seed shows the smallest cases."""
    first, *others = seeds
    for answer in answers:
        yield Task(answer, first, shrinks=answer.kind == "mistake")
        if answer.kind not in {"stub", "degenerate"}:
            yield from (Task(answer, seed) for seed in others)
