# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a zip that is packed by a method of which nobody has heard."
# wall = "reader"
# must = "refused"
# says = "packed in a way"
# through = "harm"
# form = "builder"
# ///
"""zipfile raises NotImplementedError then: facts/attacks.md, 79."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("03_retries/retry_delay.py", answer)
    data = bytearray(target.read_bytes())
    data[8] = data[data.index(b"PK\x01\x02") + 10] = 99
    target.write_bytes(data)
    return target
