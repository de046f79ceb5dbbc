# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hides the exercise beneath two hundred folders."
# must = "refused"
# says = "holds no exercise file"
# form = "builder"
# ///
"""A depth at which recursive walks give up or break."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    deep = folder
    for _ in range(200):
        deep = deep / "d"
        deep.mkdir()
    (deep / "03_retries").mkdir()
    (deep / "03_retries" / "retry_delay.py").write_bytes(answer)
    return folder
