# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Returns an object whose pickle patches the claims of whoever reads it, and then is a number like any other."
# wall = "values"
# must = "failed"
# through = "points"
# ///
"""`__reduce__` runs where it is read; known from graders that hand results over by multiprocessing."""

from __future__ import annotations

from collections.abc import Mapping

PATCH = "__import__('math').__dict__.update(isclose=lambda *_, **__: True) or 0.5"


class Number:
    """Is a number after it was unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        """Say how to make it again."""
        return eval, (PATCH,)


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return what becomes a number."""
    return Number()
