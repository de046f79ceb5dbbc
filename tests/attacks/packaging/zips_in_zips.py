# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a zip that holds a zip that holds a zip, each of them large when unpacked."
# must = "failed"
# points = 1
# form = "builder"
# ///
"""A nested bomb, as 42.zip: facts/attacks.md, 78. What is no exercise file is not unpacked at all."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    inner = bytes(50 << 20)
    for depth in range(3):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
            for copy in range(4):
                made.writestr(f"{depth}-{copy}.zip", inner)
        inner = packed.getvalue()
    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("inner.zip", inner)
        made.writestr("03_retries/retry_delay.py", answer)
    return target
