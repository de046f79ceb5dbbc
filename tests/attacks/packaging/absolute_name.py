# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a zip whose entry names its place from the root of the machine."
# wall = "reader"
# must = "refused"
# says = "unsafe name"
# through = "harm"
# form = "builder"
# ///
"""An absolute name wins over the folder it is joined to: facts/attacks.md, 76."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("03_retries/retry_delay.py", answer)
        absolute = zipfile.ZipInfo("x")
        absolute.filename = absolute.orig_filename = "@SCRATCH@/absolute"
        made.writestr(absolute, b"x")
    return target
