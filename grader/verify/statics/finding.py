"""What is wrong with a part of the course, and the places where the parts stand."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from grader.exercises import Exercise, exercises_dir


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the file, from the top of the checkout, and a sentence that says what to do."""

    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.where}: {self.says}"


def top() -> Path:
    """Return the top of the checkout."""
    return exercises_dir().parent


def where(path: Path) -> str:
    """Return a path as findings name it."""
    return path.relative_to(top()).as_posix()


def lesson_file(exercise: Exercise) -> Path:
    """Return the file of the lesson of an exercise: that of its topic."""
    return exercises_dir() / exercise.topic / "README.md"


def stub_file(exercise: Exercise) -> Path:
    """Return the file that learners edit."""
    return exercises_dir() / exercise.file


def is_warm_up(exercise: Exercise) -> bool:
    """Tell whether an exercise is solved already and carries no points."""
    return exercise.topic == "00_warmup"


def is_capstone(exercise: Exercise) -> bool:
    """Tell whether an exercise puts together what the others taught."""
    return exercise.topic == "06_capstone"


def parsed(path: Path) -> ast.Module | None:
    """Return the syntax tree of a file, None if it is missing or no Python."""
    try:
        return ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
