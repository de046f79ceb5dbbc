"""What a selector means: a topic, an exercise, or a check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from grader.exercises.catalogue import Exercise
from grader.exercises.usage import SelectorError, nearest, shown


def select(
    selectors: Sequence[str], exercises: Sequence[Exercise], check_ids: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Return the selected check ids by exercise id, in order; no selectors select everything.

    A selector is a topic (`03_retries`), an exercise (`03_retries/retry_delay`, `retry_delay`, or the path of its
    file), a check (`RETRY-09`), or the first part of its id (`RETRY`). `check_ids` holds the ids by exercise id.
    Raises SelectorError for any other, with the nearest names.
    """
    named = _names(exercises, check_ids)
    wanted = {id_ for ids in (_resolve(s, named) for s in selectors) for id_ in ids}
    chosen = {e.id: tuple(c for c in check_ids.get(e.id, ()) if not selectors or c in wanted) for e in exercises}
    return {exercise: ids for exercise, ids in chosen.items() if ids}


def find_exercise(name: str, exercises: Sequence[Exercise]) -> Exercise:
    """Return the exercise of this name, written as for `select`. Raises SelectorError with the nearest names."""
    named = {e.id: e for e in exercises} | {e.name: e for e in exercises}
    found = next((named[spelling] for spelling in _spellings(name) if spelling in named), None)
    if found is None:
        raise _unknown(name, named, "exercise")
    return found


def select_exercises(selectors: Sequence[str], exercises: Sequence[Exercise]) -> tuple[Exercise, ...]:
    """Return the exercises of these topics, or of these names; all of them without selectors.

    Raises SelectorError for any other, with the nearest names.
    """
    wanted = select(selectors, exercises, {exercise.id: (exercise.id,) for exercise in exercises})
    return tuple(exercise for exercise in exercises if exercise.id in wanted)


def _names(exercises: Sequence[Exercise], check_ids: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the check ids by every name that stands for them."""
    named: dict[str, list[str]] = {}
    for exercise in exercises:
        ids = check_ids.get(exercise.id, ())
        for name in (exercise.topic, exercise.id, exercise.name):
            named.setdefault(name, []).extend(ids)
        for id_ in ids:
            named.setdefault(id_, []).append(id_)
            named.setdefault(id_.rpartition("-")[0], []).append(id_)
    return named


def _resolve(selector: str, named: Mapping[str, list[str]]) -> list[str]:
    for spelling in (*_spellings(selector), selector.upper()):
        if spelling in named:
            return named[spelling]
    raise _unknown(selector, named, "topic, exercise or check")


def _spellings(name: str) -> list[str]:
    """Return what a name may stand for: itself, or what a shell completes it to, the path of a file or a folder."""
    parts = name.removesuffix(".py").strip("/").split("/")
    folder = parts[-1:] if parts[-1][:1].isdigit() else []
    return [name, "/".join(parts[-2:]), *folder]


def _unknown(name: str, known: Iterable[str], what: str) -> SelectorError:
    return SelectorError(f"There is no {what} {shown(name)}." + nearest(name, known))
