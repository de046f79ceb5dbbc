# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a zip whose directory says that a file takes an exabyte."
# must = "refused"
# says = "damaged"
# form = "builder"
# ///
"""Sizes are claims of whoever packed it (zip64 fields): facts/attacks.md, 79."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("03_retries/retry_delay.py", answer)
        made.infolist()[0].file_size = 1 << 60
        made.infolist()[0].compress_size = 1 << 60
    return target
