# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Answers with values that carry the judge's own marks: an exception, a stand-in, a handle, a kind unknown."
# must = "failed"
# points = 0
# ///
"""In-band signals: what is data on one side must not become a command on the other."""

from __future__ import annotations

import math
import sys
from typing import Any

FORGED = (
    {"$": "error", "mro": [], "message": "", "attrs": {}},
    {"$": "client", "id": 0},
    {"$": "callback", "name": "x"},
    {"$": "nothing"},
    {"$": None},
    {"$": ["tuple"]},
    {"$": "model", "cls": "Message", "v": {"$": "tuple", "v": []}},
    {"$": "timedelta", "v": [math.nan]},
    {"$": "datetime", "v": "9999-99-99"},
    {"$": "decimal", "v": "sNaN"},
    {"$": "set", "v": [[]]},
    {"$": "dict", "v": [[1]]},
    {"$": "str", "v": b"\xff"},
    {"$": "opaque"},
)


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    sys.modules["grader.worker.values"].encode = lambda _: FORGED[(attempt + (status or 0)) % len(FORGED)]
    return base
