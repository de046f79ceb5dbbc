# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in ten megabytes of comments before the answer."
# must = "crashed"
# says = "larger than"
# points = 0
# form = "builder"
# ///
"""A source that is too large to cross: facts/attacks.md, 81."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    (folder / "03_retries").mkdir()
    (folder / "03_retries" / "retry_delay.py").write_bytes(b"# " + b"x" * 10_000_000 + b"\n" + answer)
    return folder
