# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a zip that makes a link to a folder elsewhere, and then writes through it."
# wall = "reader"
# must = "refused"
# says = "is a link"
# through = "harm"
# form = "builder"
# ///
"""Two entries, each harmless alone (CVE-2021-32803 in tar): the second follows the first."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    link = zipfile.ZipInfo("04_batches")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("03_retries/retry_delay.py", answer)
        made.writestr(link, "@SCRATCH@")
        made.writestr("04_batches/written", b"x")
    return target
