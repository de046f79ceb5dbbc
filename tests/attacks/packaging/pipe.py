# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a folder in which the exercise is a pipe that nobody writes to."
# wall = "reader"
# must = "refused"
# says = "a pipe"
# through = "harm"
# form = "builder"
# ///
"""Opening a FIFO waits for its other end: facts/attacks.md, 80."""

from __future__ import annotations

import os
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    (folder / "03_retries").mkdir()
    os.mkfifo(folder / "03_retries" / "retry_delay.py")
    return folder
