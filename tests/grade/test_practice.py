"""One case of one check, played in the foreground."""

from __future__ import annotations

from types import ModuleType

import pytest

from grader.exercises import Submission
from grader.grade import practice, replay
from grader.grade.rubrics import Graded
from tests.grade.test_verdicts import NUMBERS, module

HANDED_IN = Submission({"99_test/f": b"def f(n): return n if n < 7 else [][n]"})


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Let the made rubric be the only one."""
    found = module(numbers=NUMBERS)
    monkeypatch.setattr(replay, "all_rubrics", lambda: {"99_test/f": Graded(found)})
    return found


@pytest.mark.parametrize(
    ("check", "case", "outcome", "message"),
    [
        ("f-01", "n=3", "passed", ""),
        ("F-01", "n=9", "crashed", "Expected the call to return 9, but: the call raises IndexError"),
        ("F-02", "n=3", "not_judged", "This case gives it nothing to judge."),
    ],
)
def test_one_case_is_judged(check: str, case: str, outcome: str, message: str) -> None:
    """A check that made no claim about it has not passed."""
    said: list[str] = []
    found = practice.practice(check, case, HANDED_IN, seed=0, announce=said.append)
    assert (outcome, [case]) == (found.outcome, said)
    assert found.message.startswith(message)
    assert (1 if outcome == "crashed" else None) == (found.where and found.where.line)


def test_a_case_that_does_not_fit_the_check_is_refused() -> None:
    """It lacks an argument that the scenario gives: a slip of whoever wrote it, and no fault of the grader's."""
    with pytest.raises(practice.CaseTextError, match="does not fit F-01: unknown argument 'n'"):
        practice.practice("F-01", "m=3", HANDED_IN, seed=0, announce=lambda _: None)


@pytest.mark.parametrize(
    ("code", "case"),
    [
        (b"def f(n): return n if n < 7 else -1", "n=7"),
        (b"def f(n): return n", "n=500"),
        (b"def f(n): raise NotImplementedError", "n=500"),
    ],
)
def test_the_default_case_is_the_telling_one(code: bytes, case: str) -> None:
    """It is the smallest that breaks the check, else the first that it judges, and of a stub the first of all."""
    said: list[str] = []
    practice.practice("F-01", None, Submission({"99_test/f": code}), seed=0, announce=said.append)
    assert [case] == said
