# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a folder in which the topic is a link to the folder of the reference solutions."
# wall = "reader"
# must = "refused"
# says = "is a link"
# through = "points"
# form = "builder"
# ///
"""A check of the last part of a path alone misses the parts before: facts/attacks.md, 27."""

from __future__ import annotations

from pathlib import Path

from grader.exercises.catalogue import solutions_dir


def build(folder: Path, answer: bytes) -> Path:
    (folder / "03_retries").symlink_to(solutions_dir().resolve() / "03_retries")
    return folder
