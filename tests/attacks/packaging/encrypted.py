# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a zip that says that it is encrypted."
# wall = "reader"
# must = "refused"
# says = "encrypted"
# through = "harm"
# form = "builder"
# ///
"""zipfile raises RuntimeError then, which nobody expects of a reader: facts/attacks.md, 79."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("03_retries/retry_delay.py", answer)
    data = bytearray(target.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    target.write_bytes(data)
    return target
