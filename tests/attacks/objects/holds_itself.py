# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns a list, a mapping and a tuple that hold themselves and each other."
# must = "failed"
# points = 0
# ///
"""Self-reference: facts/attacks.md, 86."""

from __future__ import annotations

from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    items: list[Any] = []
    held = {"items": items}
    items += [held, items, (items, held)]
    return items
