# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a zip of 20,000 empty files."
# must = "refused"
# says = "more than 10,000"
# form = "builder"
# ///
"""A directory costs more than what is in it: facts/attacks.md, 79."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("03_retries/retry_delay.py", answer)
        for number in range(20_000):
            made.writestr(str(number), b"")
    return target
