# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a zip whose entries all share one place, so that a small file counts a thousand times."
# must = "refused"
# says = "same exercise"
# form = "builder"
# ///
"""Fifield's bomb of overlapping entries (WOOT 2019): facts/attacks.md, 78."""

from __future__ import annotations

import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("03_retries/retry_delay.py", answer)
        made.writestr("04_batches/wait_for_batch.py", bytes(900_000))
        kernel = made.infolist()[-1]
        for number in range(1_000):
            entry = zipfile.ZipInfo(f"{number}/04_batches/wait_for_batch.py")
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "external_attr"):
                setattr(entry, name, getattr(kernel, name))
            made.filelist.append(entry)
    return target
