"""The 20 seconds of an exercise: begun with its first check, and never taken from another one."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from grader.grade.origins import Origins
from grader.grade.rubrics import Graded
from grader.grade.sweep import Stand
from grader.grade.verdicts import Exercise
from grader.judge.limits import Limits
from grader.judge.submission import Player, Source
from grader.judge.zygote import Zygote
from grader.rubric import Case, Run, Scenario, case
from tests.grade.test_verdicts import NUMBERS, module

RIGHT = b"def f(n): return n"
WRONG = b"def f(n): return n if n < 7 else -1"


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """Import the SDK once."""
    with Zygote() as made:
        yield made


@dataclass
class Hurry:
    """Real time as the judge sees it, which a test moves."""

    seconds: float = 0.0
    played: int = 0


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Hurry:
    """Let a test move real time."""
    found = Hurry()
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + found.seconds)
    return found


@pytest.fixture
def slow(hurry: Hurry, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], Hurry]:
    """Return a function that makes each case take so many seconds."""

    def each(seconds: float) -> Hurry:
        honest = Stand.play

        def play(stand: Stand, player: Player, case: Case) -> Run:
            hurry.played += 1
            run = honest(stand, player, case)
            hurry.seconds += seconds
            return run

        monkeypatch.setattr(Stand, "play", play)
        return hurry

    return each


def exercise(zygote: Zygote, source: bytes, scenario: Scenario = NUMBERS) -> Exercise:
    """Return an exercise about to be judged."""
    graded = Graded(module(numbers=scenario))
    limits = Limits(cpu=math.inf, wall=1000)
    return Exercise(graded, Source("99_test/f.py", source), zygote, limits, Origins(0), tuple(graded.rubric.checks))


def test_the_time_of_an_exercise_begins_with_its_first_check(zygote: Zygote, hurry: Hurry) -> None:
    """Exercises are made ready together and judged one after another: none waits on its own account."""
    one = exercise(zygote, RIGHT)
    hurry.seconds += 100
    assert "passed" == one.check("F-01").outcome


def test_the_time_of_an_exercise_ends_a_sweep(zygote: Zygote, slow: Callable[[float], Hurry]) -> None:
    """The call under way when it is over is the last one."""
    hurry = slow(6)
    found = exercise(zygote, RIGHT).check("F-01")
    assert ("timed_out", "The exercise took more than 20 s of real time.") == (found.outcome, found.message)
    assert "run it again" in found.help
    assert 5 == hurry.played


def test_the_time_of_an_exercise_ends_a_shrink(zygote: Zygote, slow: Callable[[float], Hurry]) -> None:
    """What broke is failed all the same, by the case that is known, and not for want of a second look."""
    hurry = slow(19)
    found = exercise(zygote, WRONG, Scenario(NUMBERS.act, NUMBERS.cases, examples=1, why="", pinned=[case(n=500)]))
    result = found.check("F-01")
    assert ("failed", "n=500") == (result.outcome, result.case)
    assert "Expected the call to return 500, but: the call returns -1." == result.message
    assert 3 == hurry.played
