"""What pytest tells of a grade that does not come to its end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from grader.grade.plugin import run
from grader.grade.rubrics import load, modules


def interrupted(_: str) -> Any:
    """Stand for somebody who presses Ctrl-C while a check is judged."""
    raise KeyboardInterrupt


def test_an_interruption_is_not_taken_for_a_fault_of_ours() -> None:
    """Whoever presses Ctrl-C gets no report of checks that could not be judged."""
    file = modules()[0]
    exercise: Any = SimpleNamespace(selected=("X-01",), check=interrupted)
    with pytest.raises(KeyboardInterrupt):
        run({load(file).exercise: exercise}, [file], lambda *_: None)
