# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a zip whose entry climbs out of the folder that it is unpacked in."
# wall = "reader"
# must = "refused"
# says = "unsafe name"
# through = "harm"
# form = "builder"
# ///
"""Zip Slip (CVE-2018-1002200 and many more): facts/attacks.md, 76."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("03_retries/retry_delay.py", answer)
        made.writestr("../" * 30 + "@SCRATCH@/slipped"[1:], b"x")
    return target
