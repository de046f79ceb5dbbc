# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in half a megabyte that unpacks to half a gigabyte."
# wall = "reader"
# must = "crashed"
# says = "larger than"
# through = "harm"
# form = "builder"
# ///
"""A zip bomb by ratio: facts/attacks.md, 78."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        with made.open("03_retries/retry_delay.py", "w") as entry:
            for _ in range(512):
                entry.write(bytes(1 << 20))
    return target
