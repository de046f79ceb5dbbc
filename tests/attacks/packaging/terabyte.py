# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a file of a terabyte that takes no room on the disk."
# wall = "reader"
# must = "crashed"
# says = "larger than"
# through = "harm"
# form = "builder"
# ///
"""A sparse file: facts/attacks.md, 80."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    (folder / "03_retries").mkdir()
    with (folder / "03_retries" / "retry_delay.py").open("wb") as made:
        made.truncate(1 << 40)
    return folder
