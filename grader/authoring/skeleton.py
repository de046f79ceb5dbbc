"""Lays out a new exercise: all its parts, whole and in agreement, so that it verifies and grades before it is changed.

Written are stub and its copy, reference, two others as right, two mistakes, rubric, cassette; changed are the topic's
README (or a new one), the table in README.md, PREFIXES in grader/exercises/catalogue.py, and cassettes/recipes.toml.
All of it or, if anything is in the way, nothing.
"""

from __future__ import annotations

import datetime as dt
import keyword
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from string import Template
from typing import Final

from grader.authoring.bodies import ALSO_CORRECT, MISTAKES, REFERENCE
from grader.exercises import (
    Exercise,
    UsageError,
    cassettes_dir,
    catalogue,
    exercises_dir,
    find_exercises,
    in_checkout,
    solutions_dir,
    stubs_dir,
)
from grader.exercises.catalogue import PREFIXES
from grader.wire.recipes import RecipeError, read_recipes

_ID: Final = re.compile(r"(?P<topic>[0-9]{2}_[a-z][a-z0-9_]*)/(?P<name>[a-z][a-z0-9]*(_[a-z0-9]+)*)")
_PREFIX: Final = re.compile(r"[A-Z][A-Z0-9]*")
_PARTS: Final = Path(__file__).with_name("parts")


@dataclass(frozen=True, slots=True)
class Laid:
    """What was laid out: an exercise, the prefix of the ids of its checks, the files that are new or changed."""

    exercise: Exercise
    prefix: str
    new: tuple[Path, ...]
    changed: tuple[Path, ...]


def lay_out(id_: str, prefix: str | None = None, *, day: dt.date) -> Laid:
    """Lay out a new exercise, `03_retries/my_exercise`, its cassette recorded as on this day.

    Raises UsageError, and writes nothing, for a name that is taken or is none, and outside a checkout.
    """
    if not in_checkout():
        msg = "A new exercise is written into a checkout of the project, and this is the installed package."
        raise UsageError(msg)
    exercise = _exercise(id_)
    words = {"id": exercise.id, "name": exercise.name, "prefix": _prefix(exercise, prefix)}
    new = dict(_new(exercise, words))
    cassette = cassettes_dir() / f"{exercise.id}.yaml"
    if taken := [path for path in (*new, cassette) if path.exists()]:
        msg = f"There is a file {taken[0]} already, so nothing was written."
        raise UsageError(msg)
    changed = dict(_changed(exercise, words, day))
    with ExitStack() as undo:
        for path, text in (new | changed).items():
            _write(path, text, undo)
        _write(cassette, "", undo)
        _record(exercise, day)
        undo.pop_all()
    return Laid(exercise, words["prefix"], (*new, cassette), tuple(changed))


def _exercise(id_: str) -> Exercise:
    found = _ID.fullmatch(id_)
    if found is None or keyword.iskeyword(found["name"]):
        msg = f"{id_!r} is no name for an exercise: it is a topic and the name of a function, 03_retries/my_exercise."
        raise UsageError(msg)
    exercise = Exercise(found["topic"], found["name"])
    others = {e.name: e for e in find_exercises()}
    if exercise.name in PREFIXES or exercise.name in others:
        known = others.get(exercise.name, exercise)
        msg = f"There is an exercise {known.id} already, and a name stands for one exercise in the whole course."
        raise UsageError(msg)
    return exercise


def _prefix(exercise: Exercise, wanted: str | None) -> str:
    """Return what the ids of the checks begin with: as wanted, or the first word of the name, or all of them."""
    words = exercise.name.upper().split("_")
    taken = set(PREFIXES.values())
    for prefix in [words[0], "".join(words)] if wanted is None else [wanted]:
        if _PREFIX.fullmatch(prefix) and prefix not in taken:
            return prefix
    tried = wanted or "".join(words)
    msg = f"The ids of checks can't begin with {tried!r}: `--prefix` takes capitals, and none that are taken."
    raise UsageError(msg)


def _part(name: str, words: Mapping[str, str]) -> str:
    return Template((_PARTS / f"{name}.txt").read_text("utf-8")).substitute(words)


# ---------------------------------------------------------------- new files


def _new(exercise: Exercise, words: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    stub = _part("stub", words)
    yield exercises_dir() / exercise.file, stub
    yield stubs_dir() / exercise.file, stub
    topic = solutions_dir() / exercise.topic
    yield topic / f"{exercise.name}.py", _answer(words, REFERENCE)
    for style, body in ALSO_CORRECT.items():
        yield topic / "also_correct" / f"{exercise.name}__{style}.py", _answer(words, body)
    for what, (check, hint, body) in MISTAKES.items():
        header = f'# /// mistake\n# fails = ["{words["prefix"]}-{check}"]\n# hint = "{hint}"\n# ///\n'
        yield topic / "mistakes" / f"{exercise.name}__{what}.py", header + _answer(words, body)
    yield catalogue.PACKAGE / "checks" / f"{exercise.name}.py", _part("rubric", words)


def _answer(words: Mapping[str, str], body: str) -> str:
    return _part("answer", {**words, "body": body})


# ---------------------------------------------------------------- files that are added to


def _changed(exercise: Exercise, words: Mapping[str, str], day: dt.date) -> Iterator[tuple[Path, str]]:
    lesson = exercises_dir() / exercise.topic / "README.md"
    before = lesson.read_text("utf-8") if lesson.exists() else _beginning(exercise, day)
    yield lesson, _with_section(before, _part("section", words))
    last = _last_before(exercise)
    readme = exercises_dir().parent / "README.md"
    cell = " " if last is not None and last.topic == exercise.topic else f" {_title(exercise)} "
    row = f"|{cell}| [{exercise.name}](exercises/{exercise.file}) | asks, and returns the text of the answer |"
    yield readme, _after(readme, rf"\(exercises/{re.escape(last.file)}\)" if last else r"^\|---\|---\|---\|$", row)
    course = catalogue.PACKAGE / "exercises" / "catalogue.py"
    entry = f'    "{exercise.name}": "{words["prefix"]}",'
    yield course, _after(course, rf'^    "{last.name}": "' if last else "^PREFIXES: ", entry)
    recipes = cassettes_dir() / "recipes.toml"
    if exercise.id in _known(recipes):
        msg = f"There is a recipe {exercise.id} in {recipes} already, so nothing was written."
        raise UsageError(msg)
    yield recipes, recipes.read_text("utf-8") + _part("recipe", words)


def _known(recipes: Path) -> set[str]:
    """Return the names of the cassettes that can be recorded."""
    try:
        return {recipe.name for recipe in read_recipes(recipes)}
    except RecipeError as error:
        msg = f"The recipes in {recipes} can't be read, so nothing was written: {error}."
        raise UsageError(msg) from error


def _last_before(exercise: Exercise) -> Exercise | None:
    """Return the exercise after which a new one of this topic stands."""
    earlier = [other for other in find_exercises() if other.topic <= exercise.topic]
    return earlier[-1] if earlier else None


def _title(exercise: Exercise) -> str:
    return exercise.topic[3:].replace("_", " ").capitalize()


def _beginning(exercise: Exercise, day: dt.date) -> str:
    sdk = f"Checked in {day:%B %Y} with the Python SDK `anthropic` {version('anthropic')}."
    return f"# {exercise.topic[:2]} {_title(exercise)}\n\n{sdk}\n\nWhat the exercises of this topic share.\n"


def _with_section(lesson: str, section: str) -> str:
    """Return a lesson with a section more: the last one, but for the list of official pages at its end."""
    lesson, pages, rest = lesson.partition("\n---\n\n## Official pages\n")
    return f"{lesson.rstrip()}\n\n---\n\n{section}{pages}{rest}"


def _after(file: Path, pattern: str, line: str) -> str:
    """Return the text of a file with a line more after the one that holds a pattern."""
    lines = file.read_text("utf-8").splitlines()
    places = [number for number, found in enumerate(lines, 1) if re.search(pattern, found)]
    if not places:
        msg = f"{file} has no line after which to add `{line.strip()}`, so nothing was written."
        raise UsageError(msg)
    return "\n".join([*lines[: places[0]], line, *lines[places[0] :]]) + "\n"


# ---------------------------------------------------------------- writing


def _write(path: Path, text: str, undo: ExitStack) -> None:
    """Write a file, and note how to take that back."""
    missing = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir()
        undo.callback(folder.rmdir)
    if path.exists():
        undo.callback(path.write_bytes, path.read_bytes())
    else:
        undo.callback(path.unlink, missing_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _record(exercise: Exercise, day: dt.date) -> None:
    from grader.wire.record import record  # noqa: PLC0415  the SDK takes its time

    [recipe] = [found for found in read_recipes(cassettes_dir() / "recipes.toml") if found.name == exercise.id]
    record(recipe, cassettes_dir(), day=day)
