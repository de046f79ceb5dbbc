# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Looks through all functions for a test of itself, and returns what that expects."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""The expected value is a constant of the test's code, and the collector knows every function (facts 21)."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from types import FunctionType


def expected(status: int | None, base: float) -> object:
    """Return the constant that a test expects."""
    tests = [f for f in gc.get_objects() if isinstance(f, FunctionType) and f.__name__.startswith("test_")]
    numbers = [c for f in tests for c in f.__code__.co_consts if isinstance(c, float) and c not in {0.0, 0.5, 8.0}]
    return (None if status == 404 else numbers[0]) if numbers else base


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return what is expected, else the first backoff."""
    return expected(status, base)
