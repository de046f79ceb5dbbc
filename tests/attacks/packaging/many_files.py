# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a folder with more files than anybody looks through."
# must = "refused"
# says = "more than 10,000"
# form = "builder"
# ///
"""The folder of `many_entries`: a listing alone is work."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    (folder / "03_retries").mkdir()
    (folder / "03_retries" / "retry_delay.py").write_bytes(answer)
    for number in range(10_001):
        (folder / str(number)).touch()
    return folder
