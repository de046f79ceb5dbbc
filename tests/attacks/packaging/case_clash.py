# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in two files whose names differ in case alone, which are one file on some systems."
# must = "refused"
# says = "same exercise"
# form = "builder"
# ///
"""git's CVE-2014-9390 in small: facts/attacks.md, 79."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    for name in ("03_retries", "03_Retries"):
        (folder / name).mkdir()
        (folder / name / "retry_delay.py").write_bytes(answer)
    return folder
