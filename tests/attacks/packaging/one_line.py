# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in the answer with a line of almost a megabyte behind it."
# must = "failed"
# points = 1
# form = "builder"
# ///
"""Nobody's editor shows it; a compiler takes its time and memory."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "retry_delay.py"
    target.write_bytes(answer + b"\nTABLE = b'" + b"x" * 900_000 + b"'\n")
    return target
