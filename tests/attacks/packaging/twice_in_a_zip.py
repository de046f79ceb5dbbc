# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in two files of one name, so that whoever looks at it sees one and the grader the other."
# must = "refused"
# says = "same exercise"
# form = "builder"
# ///
"""Duplicate entries (Android's Master Key, CVE-2013-4787): facts/attacks.md, 79."""

from __future__ import annotations

import contextlib
import sys
import warnings
import zipfile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    target = folder / "submission.zip"
    with warnings.catch_warnings(action="ignore") if sys.version_info >= (3, 11) else contextlib.nullcontext():
        with zipfile.ZipFile(target, "w") as made:
            made.writestr("03_retries/retry_delay.py", answer)
            made.writestr("03_retries/retry_delay.py", answer.replace(b"return", b"raise SystemExit"))
    return target
