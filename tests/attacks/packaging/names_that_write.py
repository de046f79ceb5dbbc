# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in files whose names clear the screen, turn the direction of writing, and begin lines."
# wall = "escaping"
# must = "failed"
# through = "harm"
# form = "builder"
# ///
"""A list of ignored files is output too: facts/attacks.md, 79; terminals have been attacked so since 2003."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    (folder / "03_retries").mkdir()
    (folder / "03_retries" / "retry_delay.py").write_bytes(answer)
    for name in ("\x1b[2J\x1b[32mpassed", "\n::error::passed", "\u202eyp.dessap", "\x9b2K\r"):
        (folder / name).write_bytes(b"x")
    return folder
