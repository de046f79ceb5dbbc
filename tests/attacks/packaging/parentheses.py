# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a hundred thousand opening parentheses."
# must = "crashed"
# says = "does not load"
# points = 0
# form = "builder"
# ///
"""A parser that counts on the stack: facts/attacks.md, 81. It is the worker's parser that meets them."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "retry_delay.py"
    target.write_bytes(answer + b"\nx = " + b"(" * 100_000 + b")" * 100_000 + b"\n")
    return target
