# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hides what a name ends in behind a NUL, where some readers stop."
# wall = "reader"
# must = "refused"
# says = "unsafe name"
# through = "harm"
# form = "builder"
# ///
"""Null byte injection (CWE-158): zipfile cuts such names, so two readers see two names."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("03_retries/retry_delay.py#.txt", answer)
    target.write_bytes(target.read_bytes().replace(b".py#", b".py\0"))
    return target
