# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Replaces what shows exceptions, so that no traceback is ever printed."
# must = "crashed"
# says = "nothing to see"
# points = 0
# ///
"""jupyter/nbgrader#1324: with `showtraceback` replaced, failing tests earned points."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping

sys.excepthook = lambda *_: None
traceback.print_exc = traceback.print_exception = lambda *_, **__: None


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Fail, and show nothing."""
    raise RuntimeError("nothing to see")
