# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a folder that bears the name of the exercise file."
# must = "refused"
# says = "holds no exercise file"
# form = "builder"
# ///
"""What is opened is no file: facts/attacks.md, 80."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    (folder / "03_retries" / "retry_delay.py").mkdir(parents=True)
    (folder / "03_retries" / "retry_delay.py" / "__init__.py").write_bytes(answer)
    return folder
