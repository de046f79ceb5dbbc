# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in the answer in UTF-16, as some editors write it."
# must = "crashed"
# says = "does not load"
# points = 0
# form = "builder"
# ///
"""Every second byte is a NUL: facts/attacks.md, 81."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "retry_delay.py"
    target.write_bytes(answer.decode().encode("utf-16"))
    return target
