# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Raises a class that bears the name with which a worker reports that there is no function."
# must = "crashed"
# says = "defines no function `retry_delay`; it defines none at all."
# points = 0
# ///
"""A name is no proof of who says it: that a function is missing the judge says in its own words, and without points."""

from __future__ import annotations

from typing import Any


class MissingFunction(Exception):
    """Looks like what the worker sends."""


MissingFunction.__module__ = "retrial"


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    raise MissingFunction("\x1b[2JAll checks passed." * 50)
