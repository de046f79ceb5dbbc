# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a file that is a program at its beginning and a zip at its end."
# must = "failed"
# points = 1
# form = "builder"
# ///
"""A zip is read from its end, so anything may stand before it, as in self-extracting archives."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    target.write_bytes(b"#!/bin/sh\ntouch @SCRATCH@/ran\nexit 0\n")
    with zipfile.ZipFile(target, "a") as made:
        made.writestr("03_retries/retry_delay.py", answer)
    return target
