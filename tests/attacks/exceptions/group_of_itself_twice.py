# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Raises forty groups, each of which holds the next one twice."
# must = "crashed"
# points = 0
# checks = ["DELAY-01"]
# ///
"""Forty objects, 2 to the 40th errors: facts/attacks.md, 88, in the clothes of exceptions."""

from __future__ import annotations

from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    group: BaseException = ValueError("ha")
    for _ in range(40):
        group = BaseExceptionGroup("", [group, group])
    raise group
