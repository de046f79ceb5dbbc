"""Randomness that is the same in every worker and in every case of the same seed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.fake_judge import Worker, World

SOURCE = """
import os, random, secrets, tempfile, uuid
from os import urandom
from random import random as draw

def f():
    return [
        uuid.uuid4().hex, uuid.uuid1().hex, secrets.token_hex(8), random.SystemRandom().random(), os.urandom(8),
        urandom(8), os.getrandom(8) if hasattr(os, "getrandom") else b"", random.random(), draw(),
        random.Random().random(), [random.seed(), random.random()][1], random.Random(5).random(),
    ]

def wrong():
    return os.urandom(-1)

def none():
    return os.urandom(0)
"""


def drawn(worker: Worker, seed: int) -> list[object]:
    """Return what a case of this seed draws."""
    world = World()
    worker.load(SOURCE)
    worker.begin(world, seed)
    found = worker.call(world, "f").value
    worker.finish(world)
    assert isinstance(found, list)
    return found


def test_two_cases_of_one_seed_draw_the_same(spawn: Callable[[], Worker]) -> None:
    """All sources of randomness repeat, in the same worker and in another."""
    one, other = spawn(), spawn()
    first = drawn(one, 1)
    assert first == drawn(one, 1) == drawn(other, 1)


def test_another_seed_draws_something_else(worker: Worker) -> None:
    """Each source depends on the seed, but for the generator that has a seed of its own."""
    same = [a == b for a, b in zip(drawn(worker, 1), drawn(worker, 2), strict=True)]
    assert same == [False] * 11 + [True]


def test_uuid1_names_no_machine(worker: Worker) -> None:
    """The hardware address in a `uuid1` is the same everywhere."""
    assert worker.play("import uuid\ndef f(): return uuid.uuid1().node").value == 0x02_00_00_00_00_01


def test_one_case_draws_different_things(worker: Worker) -> None:
    """A stream does not repeat itself."""
    worker.load(SOURCE)
    worker.begin(World())
    assert worker.call(World(), "f").value[:9] != worker.call(World(), "f").value[:9]


@pytest.mark.parametrize(("function", "expected"), [("wrong", "builtins.ValueError"), ("none", None)])
def test_odd_sizes_do_what_they_do(worker: Worker, function: str, expected: str | None) -> None:
    """A negative size is a ValueError, and none at all gives nothing."""
    found = worker.play(SOURCE, function=function)
    assert (found.error["mro"][0] if expected else found.value) == (expected or b"")
