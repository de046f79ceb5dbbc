# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Aborts in C when it is called: no handler of Python runs, and no verdict is written down."
# wall = "processes"
# must = "crashed"
# says = "SIGABRT"
# through = "harm"
# ///
"""ls1intum/Artemis#11697: a build that fell over was shown as a success."""

from __future__ import annotations

import os
from collections.abc import Mapping


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Fall over."""
    os.abort()
