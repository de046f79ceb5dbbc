"""The answers that the project keeps: references, other right answers, mistakes."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TOP: Final = Path(__file__).parents[2]
SOLUTIONS: Final = TOP / "solutions"
HEADER: Final = re.compile(r"\A# /// mistake\n((?:#.*\n)+?)# ///\n")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A known wrong answer, and the checks that it must fail."""

    path: Path
    exercise: str
    fails: frozenset[str]
    hint: str


def references() -> list[Path]:
    """Return the files of the references."""
    return sorted(SOLUTIONS.glob("*/*.py"))


def also_correct() -> list[Path]:
    """Return the files of the other right answers."""
    return sorted(SOLUTIONS.glob("*/also_correct/*.py"))


def exercise_of(path: Path) -> str:
    """Return the exercise that an answer is meant for."""
    topic = path.relative_to(SOLUTIONS).parts[0]
    return f"{topic}/{path.stem.partition('__')[0]}"


def mistakes() -> list[Mistake]:
    """Return the mistakes with what their headers say."""
    return [_mistake(path) for path in sorted(SOLUTIONS.glob("*/mistakes/*.py"))]


def _mistake(path: Path) -> Mistake:
    found = HEADER.match(path.read_text("utf-8"))
    assert found, f"{path} has no header"
    data = tomllib.loads("".join(line[2:] or "\n" for line in found[1].splitlines(keepends=True)))
    return Mistake(path, exercise_of(path), frozenset(data["fails"]), data["hint"])


def name(path: Path) -> str:
    """Return a short name for a test of an answer."""
    return str(path.relative_to(SOLUTIONS).with_suffix(""))
