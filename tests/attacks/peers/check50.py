# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Replaces how attributes of a check's result are set, so that `passed` is true whatever is written there."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""Facts of peers, f3: `CheckResult.__setattr__` in check50 gives 7 of 7."""

from __future__ import annotations

import sys
from collections.abc import Mapping


def passed(result: object, name: str, value: object) -> None:
    """Set an attribute, and be true."""
    object.__setattr__(result, name, True if name == "passed" else value)


for module in list(sys.modules.values()):
    for cls in (getattr(module, "CheckResult", None), getattr(module, "Claim", None)):
        if isinstance(cls, type) and not hasattr(cls, "__struct_config__"):
            cls.__init__ = lambda self, *values: [
                object.__setattr__(self, name, value is not None if name == "holds" else value)
                for name, value in zip(("holds", "expected", "happened", "at"), (*values, ()))
            ]
            cls.__setattr__ = passed


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base
