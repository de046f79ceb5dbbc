# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Declares an encoding that is none, so that the source means something else than it says."
# must = "crashed"
# says = "does not load"
# points = 0
# form = "builder"
# ///
"""`# coding: rot13` ran in Python 2; today the compiler refuses it: facts/attacks.md, 81."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "retry_delay.py"
    target.write_bytes(b"# coding: rot13\n" + answer)
    return target
