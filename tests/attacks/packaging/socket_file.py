# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a folder with a socket in it."
# must = "refused"
# says = "a link, a device or a pipe"
# form = "builder"
# ///
"""Whatever a folder can hold: facts/attacks.md, 80."""

from __future__ import annotations

import socket
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    (folder / "03_retries").mkdir()
    (folder / "03_retries" / "retry_delay.py").write_bytes(answer)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(folder / "s"))
    return folder
