"""The whole proof for some exercises: each answer graded under each seed, and the book of hints brought up to date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from grader.exercises import Exercise, find_exercises
from grader.grade.rubrics import all_rubrics
from grader.hints import book
from grader.verify.answers import answers
from grader.verify.flake import Round, rounds
from grader.verify.grading import Verdict, tasks, verdicts
from grader.verify.hints import chapters
from grader.verify.matrix import Matrix, matrix
from grader.verify.pool import Pool, pool

SEEDS: Final = (0, 1, 2)


def course(exercises: Sequence[Exercise], jobs: int, seeds: Sequence[int] = SEEDS) -> Iterator[Matrix]:
    """Grade all answers to these exercises; yield the matrix of each as it is done, and write what `hint` tells.

    Raises AnswerError for an answer that can't be used.
    """
    with pool(jobs) as workers:
        yield from _course(workers, exercises, seeds)


def flake_rounds(exercises: Sequence[Exercise], number: int, jobs: int) -> Iterator[Round]:
    """Grade all right answers and mistakes so many times, each time under other conditions."""
    return rounds([answer for exercise in exercises for answer in answers(exercise)], number, jobs)


def _course(pool: Pool, exercises: Sequence[Exercise], seeds: Sequence[int]) -> Iterator[Matrix]:
    known = {exercise.id: list(answers(exercise)) for exercise in exercises}
    left = {exercise: sum(1 for _ in tasks(found, seeds)) for exercise, found in known.items()}
    found: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts(pool, (task for all_ in known.values() for task in tasks(all_, seeds))):
        name = verdict.answer.exercise
        found[name].append(verdict)
        left[name] -= 1
        if not left[name]:
            yield matrix(all_rubrics()[name], found[name])
    _keep_hints(pool, exercises, [v for all_ in found.values() for v in all_ if v.seed == seeds[0]])


def _keep_hints(pool: Pool, exercises: Sequence[Exercise], verdicts: Sequence[Verdict]) -> None:
    """Bring the chapters of these exercises up to date, where each verdict is right."""
    wrong = {verdict.answer.exercise for verdict in verdicts if verdict.problem}
    right = [exercise for exercise in exercises if exercise.id not in wrong]
    everything = {exercise.id for exercise in find_exercises()}
    old = {name: chapter for name, chapter in book.read().items() if name in everything}
    book.write(old | chapters(pool, right, verdicts))
