"""Honest and wrong: waits the first backoff every time, whatever came back."""

from __future__ import annotations

from collections.abc import Mapping


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base
