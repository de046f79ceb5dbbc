"""Gradescope's `autograder.zip`, made of a commit: what grades, and how it is set up and called there.

The format is that of the autograder specifications (gradescope-autograders.readthedocs.io, "Specs"): setup.sh and
run_autograder at the root. Students may get to see what is in it, so no answer is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from grader.homework.archive import archived
from grader.homework.bundle import Commit

OURS: Final = "integrations/gradescope/"
GRADES: Final = (
    *("grader/", "exercises/", "cassettes/", "requirements/run.txt", "integrations/grade.sh"),
    *("LICENSE", "pyproject.toml"),
)
"""What lies in `retrial/` there: files, and folders with all that is in them."""


def autograder(commit: Commit, exercises: Sequence[str], seed: int) -> bytes:
    """Return the zip for an assignment of these exercises, by their ids; of all without any. Same input, same bytes."""
    top = {name.removeprefix(OURS): data for name, data in commit.files.items() if name.startswith(OURS)}
    rest = {f"retrial/{name}": data for name, data in commit.files.items() if name.startswith(GRADES)}
    settings = f"RETRIAL_EXERCISES='{' '.join(exercises)}'\nRETRIAL_SEED={seed}\n"
    files = top | rest | {"settings.sh": settings.encode()}
    return archived(files, programs=top, comment=commit.id)
