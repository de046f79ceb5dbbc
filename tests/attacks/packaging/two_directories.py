# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a zip whose directory names another file than the file's own header."
# must = "refused"
# says = "damaged"
# form = "builder"
# ///
"""Readers that trust the one and readers that trust the other see two archives: facts/attacks.md, 79."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("03_retries/retry_delay.py", answer)
    target.write_bytes(target.read_bytes().replace(b"retry_delay", b"other_delay", 1))
    return target
