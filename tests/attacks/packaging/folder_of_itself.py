# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a folder that holds a link to itself, which a walk that follows links never leaves."
# must = "refused"
# says = "is a link"
# form = "builder"
# ///
"""A loop of folders: facts/attacks.md, 80."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    (folder / "03_retries").mkdir()
    (folder / "03_retries" / "retry_delay.py").write_bytes(answer)
    (folder / "03_retries" / "again").symlink_to(folder)
    return folder
