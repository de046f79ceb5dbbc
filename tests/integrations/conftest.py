"""A grader's repository, a learner's, and what the grader makes of the answer in it when nobody interferes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from grader import sandbox
from grader.exercises import Submission
from grader.grade import Grader
from tests.support import platforms
from tests.support.platforms import DELAY, WRONG

Outcomes: TypeAlias = dict[str, tuple[str, int]]
"""For each check its outcome and its points."""


@pytest.fixture(scope="session")
def grader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the grader's repository."""
    return platforms.repository(tmp_path_factory.mktemp("grader"))


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a Python that needs no network."""
    return platforms.python(tmp_path_factory.mktemp("path") / "bin")


@dataclass(frozen=True)
class Place:
    """Where a platform grades a learner's repository that is hostile."""

    folder: Path
    grader: Path
    path: Path

    @property
    def learner(self) -> Path:
        """The learner's repository."""
        return self.folder / "learner"

    @property
    def marks(self) -> Path:
        """The folder that stays empty if nothing hostile is run."""
        return self.folder / "marks"

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a job."""
        return {**platforms.environment(self.path, self.folder), "TMPDIR": str(self.folder)}

    def run(self) -> list[str]:
        """Return what of the repository was run."""
        return sorted(mark.name for mark in self.marks.iterdir())

    def kept(self) -> bool:
        """Tell whether what the repository's links lead to is as it was."""
        elsewhere = self.folder / "learner-elsewhere"
        return {"kept": b"kept"} == {path.name: path.read_bytes() for path in elsewhere.iterdir()}


@pytest.fixture
def place(tmp_path: Path, grader: Path, path: Path) -> Place:
    """Return a place with a repository in it."""
    made = Place(tmp_path, grader, path)
    platforms.hostile(made.learner, made.marks)
    return made


@pytest.fixture(scope="session")
def honest() -> Outcomes:
    """Return what the answer of all these repositories earns."""
    if sandbox.best() == sandbox.NONE:
        pytest.skip("this machine can't wall in learners' code")
    with Grader(require_isolation=True) as judge:
        (exercise,) = judge.grade(Submission({DELAY: WRONG}), [DELAY]).exercises
    found = {check.id: (check.outcome.value, check.points) for check in exercise.checks}
    assert {"passed", "failed"} <= {outcome for outcome, _ in found.values()}
    return found
