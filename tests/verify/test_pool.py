"""Processes that grade, each with a grader of its own."""

from __future__ import annotations

import os

import pytest

from grader.exercises import find_exercise, find_exercises
from grader.grade import Grader
from grader.verify.answers import reference
from grader.verify.flake import rounds
from grader.verify.pool import pool


def square(_: Grader, number: int) -> int:
    """Square a number, in another process."""
    return number * number


def hashes(_: Grader, __: int) -> tuple[str | None, int]:
    """Return what decides over hashes there, and one of them."""
    return os.environ.get("PYTHONHASHSEED"), hash("retrial")


def fail(_: Grader, number: int) -> None:
    """Fail."""
    raise ValueError(number)


def test_each_item_comes_back_with_what_was_made_of_it() -> None:
    """In any order."""
    with pool(2) as workers:
        assert {(n, n * n) for n in range(5)} == set(workers.each(square, range(5)))


def test_a_hash_seed_holds_in_its_processes_alone() -> None:
    """Another seed, another hash."""
    before = os.environ.get("PYTHONHASHSEED")
    found: dict[str | None, int] = {}
    for seed in (1, 2):
        with pool(1, hash_seed=seed) as workers:
            [(_, (told, hashed))] = workers.each(hashes, [0])
        found[told] = hashed
    assert {"1", "2"} == found.keys()
    assert found["1"] != found["2"]
    assert before == os.environ.get("PYTHONHASHSEED")


def test_what_a_task_raises_comes_out() -> None:
    """A fault of ours is no verdict."""
    with pytest.raises(ValueError, match="7"), pool(1) as workers:
        list(workers.each(fail, [7]))


def test_rounds_tell_whose_outcomes_differ() -> None:
    """A right answer is right each time; one that depends on the seed of its hashes would not be."""
    exercise = find_exercise("retry_delay", find_exercises())
    right = reference(exercise)
    assert [()] * 2 == [each.problems for each in rounds([right], 2, jobs=1)]
