# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a zip with a name that no file system takes."
# wall = "reader"
# must = "failed"
# through = "harm"
# form = "builder"
# ///
"""Names of 4 KB: facts/attacks.md, 79; who unpacks it fails."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("03_retries/retry_delay.py", answer)
        made.writestr("a" * 4_096, b"x")
    return target
