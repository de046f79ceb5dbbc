"""Files that belong to no exercise of the course, and exercises of the course that have no file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from grader.exercises import Exercise, cassettes_dir, exercises_dir, solutions_dir, stubs_dir
from grader.exercises.catalogue import PREFIXES
from grader.grade.rubrics import modules
from grader.verify.statics.finding import Finding, where

MADE_BY_TOOLS: Final = re.compile(r"(^|/)(__pycache__|\.(mypy|ruff|pytest)_cache)/|\.py[cod]$|\.py\.\d+\.bak$")
"""What git ignores in these folders."""


SURVIVORS: Final = "survivors.toml"
"""Which mutants of references may live: `verify --mutants` reads it."""


def findings(exercises: Iterable[Exercise], recipes: Iterable[str]) -> Iterator[Finding]:
    """Yield the files of the course that nobody knows; `recipes` names the cassettes that can be recorded."""
    known = tuple(exercises)
    stubs = {exercise.file for exercise in known}
    lessons = {f"{exercise.topic}/README.md" for exercise in known}
    answer = re.compile("|".join(rf"{re.escape(e.topic)}/(also_correct|mistakes)/{e.name}__\w+\.py" for e in known))
    cassettes = {f"{name}.yaml" for name in recipes} | {"recipes.toml"}
    for exercise in known:
        if exercise.name not in PREFIXES:
            yield Finding(f"exercises/{exercise.file}", f"`{exercise.name}` is not in PREFIXES of catalogue.py.")
    for name in sorted(set(PREFIXES) - {exercise.name for exercise in known}):
        yield Finding("grader/exercises/catalogue.py", f"PREFIXES names `{name}`, of which there is no stub.")
    yield from _strays(exercises_dir(), lambda name: name in stubs | lessons, "no exercise of the course has this file")
    yield from _strays(stubs_dir(), lambda name: name in stubs, "no exercise of the course has this stub")
    yield from _strays(
        solutions_dir(),
        lambda name: name in stubs | {SURVIVORS} or bool(known and answer.fullmatch(name)),
        "it is neither NAME.py, also_correct/NAME__STYLE.py nor mistakes/NAME__WHAT.py of an exercise",
    )
    yield from _strays(cassettes_dir(), lambda name: name in cassettes, "no recipe of cassettes/recipes.toml makes it")
    yield from (
        Finding(where(path), "A stray file: there is no exercise of this name.")
        for path in modules()
        if path.stem not in {exercise.name for exercise in known}
    )


def _strays(folder: Path, is_known: Callable[[str], bool], why: str) -> Iterator[Finding]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not MADE_BY_TOOLS.search(name) and not is_known(name):
            yield Finding(where(path), f"A stray file: {why}. Delete it, or give it its place.")
