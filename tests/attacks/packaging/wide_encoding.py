# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Declares UTF-7, in which a comment can hold code that no reader sees."
# must = "crashed"
# says = "does not load"
# points = 0
# form = "builder"
# ///
"""Python decodes by the name in the first line, whatever an editor shows."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "retry_delay.py"
    target.write_bytes(b"# coding: utf-7\n# +AAo-raise SystemExit('seen')\n")
    return target
