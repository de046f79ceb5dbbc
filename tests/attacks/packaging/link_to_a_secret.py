# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a folder in which the exercise is a link to a secret, to read it in the traceback."
# wall = "reader"
# must = "refused"
# says = "is a link"
# through = "harm"
# form = "builder"
# ///
"""Judge0's CVE-2024-28185: the trusted side follows a link that the other side made."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    (folder / "03_retries").mkdir()
    (folder / "03_retries" / "retry_delay.py").symlink_to("@SECRET@")
    return folder
