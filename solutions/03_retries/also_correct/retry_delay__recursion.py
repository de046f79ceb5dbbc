"""Decide whether a failed attempt is repeated, and after how long: the backoff by recursion, dates by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime


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
    told = headers.get("x-should-retry")
    passing = status is None or status in {408, 409, 429} or status >= 500
    if status is not None and status >= 400 and told in {"true", "false"}:
        passing = told == "true"
    if not passing:
        return None
    asked = milliseconds(headers.get("retry-after-ms"))
    if asked is None:
        asked = seconds(headers.get("retry-after"), now)
    if asked is not None and 0 < asked < float("inf"):
        return asked
    return grown(attempt, base, cap) * (1 - 0.25 * u)


def grown(attempt: int, base: float, cap: float) -> float:
    """Double from attempt to attempt; the cap ends the recursion long before the stack does."""
    if attempt == 1 or base >= cap:
        return min(base, cap)
    return grown(attempt - 1, base * 2, cap)


def milliseconds(text: str | None) -> float | None:
    """Read a number of milliseconds as seconds."""
    number = decimal(text)
    return None if number is None else number / 1000


def seconds(text: str | None, now: float) -> float | None:
    """Read a number of seconds, or how far a date lies ahead."""
    number = decimal(text)
    if number is not None or text is None:
        return number
    try:
        date = datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    except ValueError:
        return None
    return date.timestamp() - now


def decimal(text: str | None) -> float | None:
    """Read a number, None if it is none."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return None
