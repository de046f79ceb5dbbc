# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Imports the module of the checks, in which a function computes each delay that is expected."
# wall = "imports"
# must = "failed"
# through = "points"
# checks = ["DELAY-04"]
# ///
"""Where tests and answer share a path, the tests are a library (facts 24)."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from types import SimpleNamespace


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Have the delay computed by those who know it."""
    os.environ["HYPOTHESIS_NO_PLUGINS"] = "1"  # what is installed beside it may want files to write to
    try:
        checks = importlib.import_module("grader.checks.retry_delay")
    except ImportError:
        return base
    args = {"attempt": attempt, "u": u, "base": base, "cap": cap}
    return checks.backoff(SimpleNamespace(case=SimpleNamespace(args=args)))
