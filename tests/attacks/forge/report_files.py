# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Writes results.json, junit.xml and a summary of the job where a runner may collect them."
# wall = "files"
# must = "failed"
# through = "harm"
# ///
"""Facts 8; Gradescope's results.json was written by submissions since 2016 (saligrama/securescope)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Write reports, and return the first backoff."""
    for folder in (".", "@SCRATCH@"):
        with contextlib.suppress(OSError):
            Path(folder, "results.json").write_text(json.dumps({"score": 10}))
            Path(folder, "junit.xml").write_text('<testsuite tests="10" failures="0"/>')
            Path(folder, "step_summary.md").write_text("10 of 10 points")
    return base
