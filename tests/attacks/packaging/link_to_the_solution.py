# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a folder in which the exercise is a link to the reference solution."
# wall = "reader"
# must = "refused"
# says = "is a link"
# through = "points"
# form = "builder"
# ///
"""A solution that lies on the same machine is one `ln -s` away: facts/attacks.md, 27."""

from __future__ import annotations

from pathlib import Path

from grader.exercises.catalogue import solutions_dir


def build(folder: Path, answer: bytes) -> Path:
    (folder / "03_retries").mkdir()
    (folder / "03_retries" / "retry_delay.py").symlink_to(solutions_dir().resolve() / "03_retries" / "retry_delay.py")
    return folder
