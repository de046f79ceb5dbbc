# /// mistake
# fails = ["DELAY-06"]
# hint = "Without jitter, all clients that failed together come back together. `u` takes off up to a quarter."
# ///
"""Decide whether a failed attempt is repeated, and after how long."""

from __future__ import annotations

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime


def retry_delay(
    attempt: int,
    status: int | None,
    headers: Mapping[str, str],
    *,
    now: float,
    u: float,
    base: float,
    cap: float,
) -> float | None:
    """Return the seconds to wait before the next attempt, or None if there should be none.

    - `attempt`: which attempt has just ended, from 1 to 1,000.
    - `status`: the status of its reply; None if no reply came (connection error, timeout).
    - `headers`: those of the reply, names in lower case, empty if no reply came.
    - `now`: the time of day in UNIX seconds. `u`: a random number, 0 <= u < 1.
    - `base`, `cap`: the first and the longest backoff in seconds, 0 < base <= cap.

    Pure: the same arguments give the same answer, no clock is read, nothing is raised for any header.

    Source: `_should_retry` and `_calculate_retry_timeout` in `anthropic/_base_client.py`, SDK 2.12.0
    """
    if not _may_pass(status, headers.get("x-should-retry")):
        return None
    hint = _hint(headers, now)
    if hint is not None and hint > 0 and math.isfinite(hint):
        return hint
    backoff: float = min(cap, base * 2.0 ** (attempt - 1))
    # The jitter only shortens, so that the cap stays the cap.
    return backoff


def _may_pass(status: int | None, told: str | None) -> bool:
    """Tell whether the same request may succeed later. What the server says wins over the status."""
    if status is None:
        return True
    if status < 400:
        return False
    if told in {"true", "false"}:
        return told == "true"
    return status in {408, 409, 429} or status >= 500


def _hint(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that the first readable header asks for, sensible or not, or None."""
    try:
        return float(headers["retry-after-ms"]) / 1000
    except (KeyError, ValueError):
        text = headers.get("retry-after", "")
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).timestamp() - now
    except ValueError:
        return None
