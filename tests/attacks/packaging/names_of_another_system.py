# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a zip with a drive and backslashes in its names."
# must = "refused"
# says = "unsafe name"
# form = "builder"
# ///
"""What is a plain name here is a path on Windows, where somebody may grade tomorrow: facts/attacks.md, 76."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("03_retries/retry_delay.py", answer)
        made.writestr("C:autoexec.py", b"x")
        made.writestr("..\\..\\x.py", b"x")
    return target
