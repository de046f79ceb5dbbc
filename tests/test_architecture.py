"""No room imports what `docs/architecture.md` says that it may not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

GRADER = Path(__file__).parents[1] / "grader"

ARROWS: dict[str, set[str]] = {
    "protocol": set(),
    "trace": set(),
    "version": set(),
    "exercises": set(),
    "readable": set(),
    "sandbox": {"readable"},
    "worker": {"protocol", "readable"},
    "show": {"trace"},
    "words": {"show", "trace"},
    "result": set(),
    "timeline": {"words", "show", "result", "trace"},
    "wire": {"trace"},
    "fidelity": {"wire", "trace"},
    "judge": {"protocol", "sandbox", "wire", "trace", "show"},
    "rubric": {"judge", "wire", "trace", "show"},
    "checks": {"rubric"},
    "grade": {
        "exercises",
        "judge",
        "sandbox",
        "rubric",
        "checks",
        "wire",
        "result",
        "timeline",
        "show",
        "trace",
        "version",
    },
    "hints": {"exercises", "grade", "rubric", "result"},
    "verify": {"exercises", "grade", "hints", "rubric", "result", "judge", "trace", "wire"},
    "authoring": {"exercises", "wire"},
    "course": {"exercises", "grade", "result", "sandbox"},
    "homework": {"exercises", "result", "version"},
    "report": {
        "course",
        "exercises",
        "fidelity",
        "hints",
        "homework",
        "result",
        "sandbox",
        "verify",
        "show",
        "timeline",
    },
    "cli": {
        "authoring",
        "course",
        "exercises",
        "fidelity",
        "grade",
        "hints",
        "homework",
        "report",
        "result",
        "verify",
        "version",
        "wire",
    },
    "__main__": {"cli"},
}
"""What each room may import; for anything else there is no way."""

SDK = {"worker"}
"""The rooms that import the SDK while a grade runs."""
APART = {"record", "cassettes"}
"""Modules that import it apart from that: one records cassettes, the other verifies them."""


def room(path: Path) -> str:
    """Return the room that a file stands in."""
    parts = path.relative_to(GRADER).with_suffix("").parts
    return parts[0]


def imported(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


FILES = [
    path for path in sorted(GRADER.rglob("*.py")) if path.relative_to(GRADER).parts[0] not in {"data", "__init__.py"}
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(GRADER)))
def test_a_room_imports_only_what_it_may(path: Path) -> None:
    """Each import of the grader follows an arrow, and none is of an exercise or a solution."""
    found = {name.split(".")[1] for name in imported(path) if name.startswith("grader.")} - {room(path)}
    assert set() == found - ARROWS[room(path)]
    assert set() == {name for name in imported(path) if name.split(".")[0] in {"exercises", "solutions", "tests"}}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(GRADER)))
def test_the_judges_side_does_not_import_the_sdk(path: Path) -> None:
    """It would double the cold start; and a verdict must not rest on what is judged."""
    if room(path) not in SDK and path.stem not in APART:
        assert set() == {name for name in imported(path) if name.split(".")[0] == "anthropic"}
