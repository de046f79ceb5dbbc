"""A rubric refuses what an author got wrong, at once and in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from grader.rubric import Claim, Rubric, Run, Scenario, cases, that


def act(*_: Any) -> Run:
    """Play nothing."""
    raise AssertionError


def fine(run: Run) -> Iterator[Claim]:
    """Say one sentence."""
    yield that(run).ends()


SCENARIO = Scenario(act, cases(), examples=1, why="nothing varies")


def test_a_check_has_its_docstring_as_title() -> None:
    """What a learner reads is the docstring of the generator."""
    rubric = Rubric("00_x/y")
    rubric.check("X-01", SCENARIO, points=3)(fine)
    assert ("Say one sentence.", 3, 3) == (rubric.checks["X-01"].title, rubric.checks["X-01"].points, rubric.points)


def test_a_check_without_a_sentence_is_refused() -> None:
    """A check that says nothing to a learner is a mistake of its author."""

    def silent(run: Run) -> Iterator[Claim]:
        yield that(run).ends()

    with pytest.raises(ValueError, match="X-01: the docstring must be one line"):
        Rubric("00_x/y").check("X-01", SCENARIO)(silent)


def test_an_id_can_be_taken_once() -> None:
    """Two checks of one id would hide each other."""
    rubric = Rubric("00_x/y")
    rubric.check("X-01", SCENARIO)(fine)
    with pytest.raises(ValueError, match="X-01: there is a check of this id already"):
        rubric.check("X-01", SCENARIO)(fine)


def test_needs_must_stand_above() -> None:
    """So the order of definition is an order in which all can be judged."""
    with pytest.raises(ValueError, match="X-01: needs X-02, which must be defined above it"):
        Rubric("00_x/y").check("X-01", SCENARIO, needs=("X-02",))(fine)


def test_a_selected_check_brings_what_it_needs() -> None:
    """Needs are followed to their ends, and come first."""
    rubric = Rubric("00_x/y")
    rubric.check("X-01", SCENARIO)(fine)
    rubric.check("X-02", SCENARIO, needs=("X-01",))(fine)
    rubric.check("X-03", SCENARIO)(fine)
    rubric.check("X-04", SCENARIO, needs=("X-02",))(fine)
    assert ("X-01", "X-02", "X-04") == rubric.needed(["X-04"])
