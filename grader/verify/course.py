"""The whole proof for some exercises: each answer graded under each seed, and the book of hints brought up to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from grader.exercises import Exercise, find_exercises
from grader.grade.rubrics import all_rubrics
from grader.hints import book
from grader.verify.answers import answers
from grader.verify.flake import Round, rounds
from grader.verify.grading import Verdict, tasks, verdicts
from grader.verify.hints import chapter
from grader.verify.matrix import Matrix, matrix
from grader.verify.pool import Pool, pool

SEEDS: Final = (0, 1, 2)


def course(exercises: Sequence[Exercise], jobs: int, seeds: Sequence[int] = SEEDS) -> Iterator[Matrix]:
    """Grade all answers to these exercises; yield the matrix of each, and write what `hint` tells.

    Raises AnswerError for an answer that can't be used.
    """
    with pool(jobs) as workers:
        yield from _course(workers, exercises, seeds)


def flake_rounds(exercises: Sequence[Exercise], number: int, jobs: int) -> Iterator[Round]:
    """Grade all right answers and mistakes so many times, each time under other conditions."""
    return rounds([answer for exercise in exercises for answer in answers(exercise)], number, jobs)


def _course(pool: Pool, exercises: Sequence[Exercise], seeds: Sequence[int]) -> Iterator[Matrix]:
    known = {exercise: list(answers(exercise)) for exercise in exercises}
    for exercise, found in known.items():
        graded = list(verdicts(pool, tasks(found, seeds)))
        yield matrix(all_rubrics()[exercise.id], graded)
        if not any(verdict.problem for verdict in graded):
            _keep_hints(pool, exercise, [verdict for verdict in graded if verdict.seed == seeds[0]])


def _keep_hints(pool: Pool, exercise: Exercise, verdicts: Sequence[Verdict]) -> None:
    """Bring the chapter of an exercise up to date."""
    everything = {each.id for each in find_exercises()}
    old = {name: chapter for name, chapter in book.read().items() if name in everything}
    book.write(old | {exercise.id: chapter(pool, exercise, verdicts)})
