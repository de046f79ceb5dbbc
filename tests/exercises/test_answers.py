"""The verdicts are right: right answers in any style get full points, and each mistake fails exactly its checks.

One seed here; `nox -s verify` takes three, and shows a matrix.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.exercises import find_exercises
from grader.grade import Grader
from grader.verify.answers import Answer, answers
from grader.verify.grading import Task, Verdict, graded

ANSWERS = [answer for exercise in find_exercises() for answer in answers(exercise)]


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """Keep one zygote for all answers."""
    with Grader() as made:
        yield made


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.name)
def test_each_answer_gets_what_it_deserves(grader: Grader, answer: Answer) -> None:
    """A stub is to do, a right answer passes, a mistake fails its checks alone, what means nothing earns nothing."""
    assert "" == Verdict(answer, 0, graded(grader, Task(answer, seed=0))).problem
