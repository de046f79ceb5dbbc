# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in the answer with a byte order mark, as some editors write it."
# must = "failed"
# points = 1
# form = "builder"
# ///
"""Python reads it, so it is no reason to fail: facts/attacks.md, 81."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "retry_delay.py"
    target.write_bytes(b"\xef\xbb\xbf" + answer)
    return target
