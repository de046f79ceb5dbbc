# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns an object whose `__class__` says that it is whatever is asked for."
# must = "failed"
# points = 0
# ///
"""`isinstance` believes `__class__`: facts/attacks.md, 82."""

from __future__ import annotations

from typing import Any


class _Mask:
    @property
    def __class__(self) -> type:
        return float

    def __float__(self) -> float:
        return 0.5

    def __eq__(self, other: object) -> bool:
        return True


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    return _Mask()
