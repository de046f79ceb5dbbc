"""Decide whether a failed attempt is repeated, and after how long: loops over readers of headers and over doublings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from email.utils import mktime_tz, parsedate_tz

TRANSIENT = {408, 409, 429, *range(500, 600)}


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
    """Return the seconds to wait before the next attempt, or None if there should be none."""
    if status is not None:
        if status < 400:
            return None
        verdict = {"true": True, "false": False}.get(headers.get("x-should-retry", ""), status in TRANSIENT)
        if not verdict:
            return None

    def date(text: str) -> float:
        parsed = parsedate_tz(text)
        return math.nan if parsed is None else mktime_tz(parsed) - now

    for name, read in (
        ("retry-after-ms", lambda text: float(text) / 1000),
        ("retry-after", float),
        ("retry-after", date),
    ):
        try:
            asked = read(headers[name])
        except (KeyError, ValueError):
            continue
        if asked > 0 and math.isfinite(asked):
            return asked
        break  # it can be read, and makes no sense

    backoff = base
    for _ in range(attempt - 1):
        backoff = min(cap, backoff * 2)
    return backoff - backoff * u / 4
