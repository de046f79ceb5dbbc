"""The untouched stubs, kept beside the ones that learners edit: the list of exercises, and what `reset` puts back.

They are committed twice so that `reset` works from a zip without git and from a wheel, and so that a learner who
deletes a stub or adds a file of their own changes nothing in what is graded. A test holds the two equal.
`python -m grader.exercises.stubs` copies the stubs of a checkout here.
"""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

from grader.exercises.catalogue import Exercise, exercises_dir, find_exercises, stubs_dir


def reset(exercise: Exercise, folder: Path) -> Path | None:
    """Put the stub of an exercise back into this folder of topics.

    Returns the backup that was made of the old file, the file itself where there was none, and None if the file is
    the untouched stub already. A backup never replaces another one.
    """
    file = folder / exercise.file
    stub = (stubs_dir() / exercise.file).read_bytes()
    old = file.read_bytes() if file.exists() else None
    if old == stub:
        return None
    kept = file if old is None else _back_up(file, old)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(stub)
    return kept


def _back_up(file: Path, data: bytes) -> Path:
    for number in itertools.count(1):
        backup = file.with_name(f"{file.name}.{number}.bak")
        try:
            with backup.open("xb") as kept:
                kept.write(data)
        except FileExistsError:
            continue
        break
    return backup


def keep(edited: Path, stubs: Path) -> None:
    """Make `stubs` hold the stubs of `edited`, and nothing else."""
    shutil.rmtree(stubs, ignore_errors=True)
    for exercise in find_exercises(edited):
        copy = stubs / exercise.file
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((edited / exercise.file).read_bytes())


if __name__ == "__main__":
    keep(exercises_dir(), stubs_dir())
