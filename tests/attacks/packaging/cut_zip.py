# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in the first half of a zip."
# must = "refused"
# says = "no zip file"
# form = "builder"
# ///
"""An upload that broke off: facts/attacks.md, 79."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("03_retries/retry_delay.py", answer)
    target.write_bytes(target.read_bytes()[: len(answer) // 2])
    return target
