"""The first check that breaks is enough to know that an answer is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.exercises import find_exercise, find_exercises
from grader.grade import Grader
from grader.grade.quick import TooSlow
from grader.judge.limits import Limits
from grader.verify.answers import mistakes, reference, stub

EXERCISE = find_exercise("retry_delay", find_exercises())


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """Keep one zygote for all answers."""
    with Grader() as made:
        yield made


def test_a_right_answer_breaks_nothing(grader: Grader) -> None:
    """The reference passes."""
    assert None is grader.first_break(EXERCISE.id, reference(EXERCISE).content)


@pytest.mark.parametrize("first", ["", "DELAY-06"])
def test_a_wrong_answer_breaks_a_check_that_it_fails(grader: Grader, first: str) -> None:
    """Wherever it looks first."""
    for mistake in mistakes(EXERCISE)[:4]:
        assert grader.first_break(EXERCISE.id, mistake.content, first=first) in mistake.fails


@pytest.mark.parametrize("content", [stub(EXERCISE), b"import os; os._exit(0)", b"def retry_delay(*a, **k): pass"])
def test_what_is_no_answer_does_not_pass(grader: Grader, content: bytes) -> None:
    """A stub, a death and None are wrong."""
    assert grader.first_break(EXERCISE.id, content) is not None


@pytest.mark.parametrize("limits", [Limits(exercise=0), Limits(wall=0)])
def test_real_time_alone_kills_nothing(grader: Grader, limits: Limits) -> None:
    """A busy machine takes it from right answers too."""
    with pytest.raises(TooSlow):
        grader.first_break(EXERCISE.id, reference(EXERCISE).content, limits=limits)


def test_cpu_time_kills(grader: Grader) -> None:
    """It is the same on a busy machine."""
    assert grader.first_break(EXERCISE.id, b"def retry_delay(*a, **k):\n    while True: pass", limits=Limits(cpu=0.2))
