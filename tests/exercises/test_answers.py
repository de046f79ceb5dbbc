"""The verdicts are right: right answers in any style get full points, and each mistake fails exactly its checks."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.exercises import Submission
from grader.grade import Grader
from grader.result import CheckResult, Outcome
from tests.support.answers import Mistake, also_correct, exercise_of, mistakes, name, references

SEEDS = (0, 1, 2)
MOST_CHANGED = 12
MOST_FAILED = 3
DEGENERATE = {
    "returns_none": "return None",
    "raises": "raise RuntimeError('no')",
    "wrong_type": "return object()",
    "empty_text": "return ''",
    "yields_nothing": "yield from ()",
}


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """Keep one zygote for all answers."""
    with Grader() as made:
        yield made


def graded(grader: Grader, exercise: str, content: bytes, seed: int) -> dict[str, CheckResult]:
    """Return the results of an answer's checks by id."""
    result = grader.grade(Submission({exercise: content}), [exercise], seed=seed)
    return {check.id: check for check in result.exercises[0].checks}


def broken(checks: dict[str, CheckResult]) -> dict[str, str]:
    """Return what did not pass, with its message; what waits for another check is left out."""
    quiet = {Outcome.passed, Outcome.not_judged}
    return {i: f"{c.outcome}: {c.message} | {c.case}" for i, c in checks.items() if c.outcome not in quiet}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("path", [*references(), *also_correct()], ids=name)
def test_a_right_answer_gets_full_points(grader: Grader, path: Path, seed: int) -> None:
    """No check asks for one way of doing it."""
    checks = graded(grader, exercise_of(path), path.read_bytes(), seed)
    assert {} == {i: f"{c.outcome}: {c.message} | {c.case}" for i, c in checks.items() if c.outcome != "passed"}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("mistake", mistakes(), ids=lambda m: name(m.path))
def test_a_mistake_fails_exactly_its_checks(grader: Grader, mistake: Mistake, seed: int) -> None:
    """Whoever makes one mistake hears of that one, and of no other."""
    checks = graded(grader, mistake.exercise, mistake.path.read_bytes(), seed)
    assert mistake.fails == set(broken(checks)), broken(checks)


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda m: name(m.path))
def test_a_mistake_is_one_idea(mistake: Mistake) -> None:
    """It differs from some right answer in a few lines, fails a few checks, and has a hint."""
    right = [path for path in (*references(), *also_correct()) if exercise_of(path) == mistake.exercise]
    assert min(changed(path, mistake.path) for path in right) <= MOST_CHANGED
    assert 1 <= len(mistake.fails) <= MOST_FAILED
    assert mistake.hint.strip()


def changed(right: Path, wrong: Path) -> int:
    """Return how many lines of code a wrong answer changes, indentation and comments aside."""
    one, other = ([line for line in map(code, path.read_text("utf-8").splitlines()) if line] for path in (right, wrong))
    blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for tag, a, b, c, d in blocks if tag != "equal")


def code(line: str) -> str:
    """Return a line without indentation and comment."""
    return line.partition("#")[0].strip()


@pytest.mark.parametrize("answer", DEGENERATE)
@pytest.mark.parametrize("path", references(), ids=name)
def test_a_degenerate_answer_gets_no_point(grader: Grader, path: Path, answer: str) -> None:
    """Nothing passes because there was nothing to judge."""
    checks = graded(grader, exercise_of(path), degenerate(path, DEGENERATE[answer]), 0)
    assert set() == {i for i, c in checks.items() if c.outcome in {Outcome.passed, Outcome.grader_error}}


def degenerate(path: Path, body: str) -> bytes:
    """Return an answer that has the functions of a reference, each with this body."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    names = [node.name for node in ast.parse(path.read_bytes()).body if isinstance(node, kinds)]
    return "\n".join(f"def {name}(*args, **kwargs):\n    {body}\n" for name in names).encode()


@pytest.mark.parametrize("path", references(), ids=name)
def test_every_check_has_a_mistake_of_its_own(path: Path) -> None:
    """A check that no mistake fails alone may not see what it says."""
    from grader.grade.rubrics import all_rubrics  # noqa: PLC0415  Hypothesis takes its time

    alone = {check for m in mistakes() if m.exercise == exercise_of(path) and len(m.fails) == 1 for check in m.fails}
    assert set() == set(all_rubrics()[exercise_of(path)].rubric.checks) - alone
