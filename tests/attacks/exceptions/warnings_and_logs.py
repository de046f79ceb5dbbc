# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Makes errors of all warnings, and logs whatever there is."
# must = "failed"
# says = "asked for attempt"
# points = 1
# ///
"""Global switches of the process: they may only hurt who throws them, facts/attacks.md, 98."""

from __future__ import annotations

import gc
import logging
import warnings
from typing import Any

warnings.simplefilter("error")
logging.basicConfig(level=logging.DEBUG, force=True)
logging.raiseExceptions = True


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    logging.debug("asked for attempt %d", attempt)
    gc.set_debug(gc.DEBUG_LEAK)
    gc.set_threshold(1)
    gc.enable()
    return base
