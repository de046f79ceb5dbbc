# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hangs a finalizer on its module, so that the process ends with status 0 when the module is dropped."
# wall = "processes"
# must = "crashed"
# says = "ended with exit status 0"
# through = "points"
# ///
"""Facts 4: `weakref.finalize` runs when nobody looks any more."""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Mapping

weakref.finalize(sys.modules[__name__], os._exit, 0)


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base
