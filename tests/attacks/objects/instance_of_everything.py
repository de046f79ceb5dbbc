# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns an object whose class answers every question about classes with yes, or by leaving."
# must = "failed"
# points = 0
# ///
"""A metaclass is asked by whoever asks for a subclass: facts/attacks.md, 85."""

from __future__ import annotations

from typing import Any


class _Meta(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return True

    def __subclasscheck__(cls, subclass: type) -> bool:
        raise SystemExit(0)

    def __getattribute__(cls, name: str) -> Any:
        if name in ("__mro__", "__name__", "__module__"):
            return type.__getattribute__(float, name)
        return type.__getattribute__(cls, name)


class _Child(metaclass=_Meta):
    pass


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    return _Child()
