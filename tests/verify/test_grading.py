"""When a verdict is wrong, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.exercises import find_exercise, find_exercises
from grader.grade.rubrics import all_rubrics
from grader.result import CheckResult, Outcome
from grader.verify.answers import Answer, Kind
from grader.verify.grading import Verdict, tasks
from grader.verify.matrix import matrix

DELAY = find_exercise("retry_delay", find_exercises())
ANSWER = Answer("mistake", DELAY.id, "03_retries/mistakes/retry_delay__x", b"", frozenset({"F-02"}), "h")


def verdict(kind: Kind, *, points: int = 1, **outcomes: str) -> Verdict:
    """Return a verdict on an answer of a kind."""
    answer = replace(ANSWER, kind=kind)
    checks = {
        id_.replace("_", "-"): CheckResult(
            id=id_, title="t", outcome=Outcome(outcome), points=0, max_points=points, message="why", claims=9
        )
        for id_, outcome in outcomes.items()
    }
    return Verdict(answer, 0, checks)


@pytest.mark.parametrize(
    "found",
    [
        verdict("stub", F_01="todo", F_02="todo"),
        verdict("stub", points=0, F_01="passed"),
        verdict("reference", F_01="passed", F_02="passed"),
        verdict("mistake", F_01="passed", F_02="failed"),
        verdict("mistake", F_01="passed", F_02="crashed", F_03="not_judged"),
        verdict("degenerate", F_01="failed", F_02="not_judged"),
    ],
)
def test_a_right_verdict_has_no_problem(found: Verdict) -> None:
    """Each kind of answer has outcomes of its own."""
    assert "" == found.problem


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (verdict("stub", F_01="todo", F_02="failed"), "F-02 is not todo"),
        (verdict("also_correct", F_01="passed", F_02="failed"), "F-02 does not pass (failed: why"),
        (verdict("also_correct", F_01="passed", F_02="not_judged"), "F-02 does not pass"),
        (verdict("mistake", F_01="passed", F_02="passed"), "F-02 lets it pass"),
        (verdict("mistake", F_01="failed", F_02="failed"), "F-01 fails too"),
        (
            verdict("mistake", F_01="failed", F_02="not_judged"),
            "F-02 lets it pass (not_judged: why | ); F-01 fails too",
        ),
        (verdict("mistake", F_01="passed"), "F-02 lets it pass (there is no such check)"),
        (verdict("degenerate", F_01="failed", F_02="passed"), "F-02 is not failed"),
        (verdict("degenerate", F_01="failed", F_02="grader_error"), "F-02 is not failed"),
    ],
)
def test_a_wrong_verdict_says_why(found: Verdict, problem: str) -> None:
    """It names the check, and what became of it."""
    assert found.problem.startswith(problem)


def test_answers_are_graded_under_each_seed_and_meaningless_ones_once() -> None:
    """Mistakes look for their smallest cases the first time."""
    found = [*tasks([ANSWER], (0, 1, 2)), *tasks([replace(ANSWER, kind="stub")], (0, 1, 2))]
    assert [(0, True), (1, False), (2, False), (0, False)] == [(task.seed, task.shrinks) for task in found]


def test_a_matrix_names_what_is_left_to_mend() -> None:
    """Checks that no mistake fails alone, checks with little to say, verdicts that are wrong."""
    graded = all_rubrics()[DELAY.id]
    right = verdict(
        "reference", points=1, **dict.fromkeys((i.replace("-", "_") for i in graded.rubric.checks), "passed")
    )
    right.checks["DELAY-03"] = CheckResult(
        id="DELAY-03", title="t", outcome=Outcome.passed, points=1, max_points=1, claims=1
    )
    wrong = verdict("mistake", DELAY_01="failed", DELAY_02="passed")
    found = matrix(graded, [right, wrong])
    assert {"x": frozenset({"DELAY-01"})} == found.rows
    assert "DELAY-01" not in found.lonely
    assert "DELAY-02" in found.lonely
    assert ("DELAY-03",) == found.few
    assert 1 == len(found.problems)
    assert not found.ok
