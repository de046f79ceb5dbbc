# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a zip in which the exercise is a link to a secret file of the judge's machine."
# wall = "reader"
# must = "refused"
# says = "is a link"
# through = "harm"
# form = "builder"
# ///
"""Symlink entries: facts/attacks.md, 77; a grader that unpacks and opens shows the file in a traceback."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    link = zipfile.ZipInfo("03_retries/retry_delay.py")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(target, "w") as made:
        made.writestr(link, "@SECRET@")
    return target
