# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in files whose names only look like that of the exercise."
# must = "refused"
# says = "holds no exercise file"
# form = "builder"
# ///
"""Homoglyphs, trailing blanks and dots, which some systems strip: facts/attacks.md, 79."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    (folder / "03_retries").mkdir()
    for name in ("retry_d\u0435lay.py", "retry_delay.py ", "retry_delay.py.", "retry_delay\u200b.py", "retry_delay.pу"):
        (folder / "03_retries" / name).write_bytes(answer)
    return folder
