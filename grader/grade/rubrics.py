"""Finds the rubrics: one module of `grader/checks` an exercise, each with a `rubric`."""

from __future__ import annotations

import hashlib
import importlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.exercises import cassettes_dir, find_exercises
from grader.rubric.scenario import Rubric, Scenario, names, rubric_of

if TYPE_CHECKING:
    from types import ModuleType

CHECKS: Final = Path(__file__).parents[1] / "checks"


@dataclass(frozen=True, eq=False)
class Graded:
    """An exercise as it is graded: its rubric, and the module that holds it."""

    module: ModuleType

    @cached_property
    def rubric(self) -> Rubric:
        """The rubric."""
        return rubric_of(self.module)

    @property
    def file(self) -> Path:
        """The file of the module."""
        return Path(str(self.module.__file__))

    @property
    def exercise(self) -> str:
        """The exercise's id, `03_retries/retry_delay`."""
        return self.rubric.exercise

    @cached_property
    def _names(self) -> dict[int, str]:
        return names(self.module)

    def name(self, scenario: Scenario) -> str:
        """Return the variable name of a scenario of this module."""
        return self._names[id(scenario)]

    @cached_property
    def version(self) -> str:
        """A digest of what its verdicts rest on: its checks and the cassettes that they play."""
        digest = hashlib.sha256(self.file.read_bytes())
        for name in sorted({c.scenario.cassette for c in self.rubric.checks.values() if c.scenario.cassette}):
            digest.update((cassettes_dir() / f"{name}.yaml").read_bytes())
        return digest.hexdigest()[:12]


def modules() -> tuple[Path, ...]:
    """Return the files of the rubric modules."""
    return tuple(sorted(path for path in CHECKS.glob("*.py") if not path.name.startswith("_")))


def load(path: Path) -> Graded:
    """Import the rubric module of this file."""
    return Graded(importlib.import_module(f"grader.checks.{path.stem}"))


def all_rubrics() -> dict[str, Graded]:
    """Return all graded exercises by id, in the order of the course."""
    found = {graded.exercise: graded for graded in map(load, modules())}
    return {exercise.id: found[exercise.id] for exercise in find_exercises() if exercise.id in found}
