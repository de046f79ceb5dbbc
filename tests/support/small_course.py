"""A course of one exercise, the skeleton, in a folder of its own: what rules about files are tried on."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

import grader.checks
from grader.authoring import lay_out
from grader.exercises import Exercise, catalogue
from grader.exercises.catalogue import PREFIXES
from grader.grade import rubrics
from grader.verify.statics import rubrics as rules
from grader.verify.statics.finding import Finding
from grader.verify.statics.front import findings

EXERCISE: Final = Exercise("03_retries", "my_exercise")
MODULE: Final = f"grader.checks.{EXERCISE.name}"
DAY: Final = dt.date(2026, 11, 22)
EMPTY: Final = {
    "README.md": "| topic | exercise | your function |\n|---|---|---|\n",
    "cassettes/recipes.toml": "",
    "grader/exercises/catalogue.py": "PREFIXES: Final[Mapping[str, str]] = {\n}\n",
    "grader/checks/__init__.py": "",
}


def lay_empty(top: Path) -> None:
    """Lay out a course without an exercise."""
    for name, text in EMPTY.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, encoding="utf-8")
    for folder in ("exercises", "solutions", "grader/data/stubs"):
        (top / folder).mkdir(parents=True)


@contextmanager
def course_at(top: Path) -> Iterator[None]:
    """Let the grader find its course in this folder, with no exercise in the order of the course."""
    known = dict(PREFIXES)
    assert isinstance(PREFIXES, dict)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "PACKAGE", top / "grader")
        patch.setattr(rubrics, "CHECKS", top / "grader" / "checks")
        patch.setattr(rules, "CHECKS", top / "grader" / "checks")
        patch.setattr(rules, "properties", dict)
        patch.setattr(grader.checks, "__path__", [str(top / "grader" / "checks")])
        PREFIXES.clear()
        try:
            yield
        finally:
            PREFIXES.clear()
            PREFIXES.update(known)
            sys.modules.pop(MODULE, None)


def lay_skeleton(top: Path) -> None:
    """Lay out a course of the skeleton alone."""
    lay_empty(top)
    with course_at(top):
        lay_out(EXERCISE.id, day=DAY)


@dataclass(frozen=True)
class SmallCourse:
    """A course of one exercise, and what is wrong with it."""

    top: Path

    def path(self, name: str) -> Path:
        """Return a file; `$e` stands for the exercise."""
        return self.top / name.replace("$e", EXERCISE.id).replace("$n", EXERCISE.name).replace("$t", EXERCISE.topic)

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a text of a file; what is done to the stub is done to its copy."""
        for file in {name, name.replace("exercises/$e.py", "grader/data/stubs/$e.py")}:
            text = self.path(file).read_text("utf-8")
            assert old in text, f"{file} does not hold {old!r}"
            self.path(file).write_text(text.replace(old, new), encoding="utf-8")

    def findings(self) -> list[Finding]:
        """Return what is wrong."""
        assert isinstance(PREFIXES, dict)
        sys.modules.pop(MODULE, None)
        PREFIXES.update({EXERCISE.name: "MY"})
        return list(findings([EXERCISE]))


Break = Callable[[SmallCourse], None]


def copied(laid: Path, top: Path) -> SmallCourse:
    """Return a copy of a course that may be broken."""
    shutil.copytree(laid, top, dirs_exist_ok=True)
    return SmallCourse(top)
