# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Raises SystemExit with status 0 when it is called, which ends a runner that catches Exception."
# wall = "processes"
# must = "crashed"
# says = "SystemExit"
# through = "points"
# ///
"""Facts 1; mlcommons/endpoints#433: a submission's SystemExit counted as trouble of the infrastructure."""

from __future__ import annotations

import sys
from collections.abc import Mapping


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """End well."""
    sys.exit(0)
