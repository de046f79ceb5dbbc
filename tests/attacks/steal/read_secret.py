# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Reads a file that all users of the machine may read, and prints what stands in it."
# wall = "files"
# must = "failed"
# through = "harm"
# ///
"""Where the tests lie on the grading machine, one may read them (Gradescope's containers since 2016; facts 17)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    try:
        print(Path("@SECRET@").read_text())
    except OSError as error:
        print(f"not readable: {error.errno}")
    return base
