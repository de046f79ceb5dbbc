"""Grades again what changed on save, from warm processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from watchfiles import watch as changes

from grader.exercises import find_exercises, read_submission
from grader.exercises.usage import SubmissionError
from grader.grade.grader import Grader

if TYPE_CHECKING:
    from grader.exercises import Submission
    from grader.result import Result

SETTLE_MS: Final = 50
"""How long to wait for an editor to finish writing, in milliseconds."""


def watch(
    folder: Path,
    selectors: Sequence[str],
    *,
    seed: int,
    show: Callable[[Result], None],
    say: Callable[[str], None],
) -> None:
    """Grade the selected checks of the files in a folder, and again the exercises that change, until interrupted."""
    with Grader() as grader:
        files = _read(folder, say)
        first = grader.grade(files, selectors, seed=seed)
        show(first)
        say(f"\nWatching {folder}: save a file, and its exercise is graded again. Ctrl-C ends it.")
        watched = [exercise.id for exercise in first.exercises]
        for _ in changes(folder, debounce=SETTLE_MS, step=SETTLE_MS // 2, raise_interrupt=True):
            before, files = files, _read(folder, say, files)
            for exercise in changed(before, files, watched):
                show(grader.grade(files, [exercise], seed=seed))


def changed(before: Submission, now: Submission, watched: Sequence[str]) -> list[str]:
    """Return those of the watched exercises whose file changed."""
    return [exercise for exercise in watched if _state(before, exercise) != _state(now, exercise)]


def _state(files: Submission, exercise: str) -> object:
    return files.files.get(exercise), files.unreadable.get(exercise)


def _read(folder: Path, say: Callable[[str], None], otherwise: Submission | None = None) -> Submission:
    """Read the folder; while it can't be read, say so and go on with what was read before."""
    try:
        return read_submission(folder, find_exercises())
    except SubmissionError as error:
        if otherwise is None:
            raise
        say(str(error))
        return otherwise
