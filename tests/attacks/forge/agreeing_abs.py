# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Returns a number whose `__abs__` and `__float__` say what a comparison by difference wants to hear."
# wall = "values"
# must = "failed"
# through = "points"
# ///
"""inducer/relate#295: evil objects fool comparisons of floats by `abs(a - b) < tolerance`."""

from __future__ import annotations

from collections.abc import Mapping


class Close(float):
    """A number that differs from none."""

    def __abs__(self) -> float:
        """Be no distance at all."""
        return 0.0

    def __sub__(self, other: float) -> Close:
        """Stay what it is."""
        return self

    __rsub__ = __sub__

    def __eq__(self, other: object) -> bool:
        """Be what the other is."""
        return True

    __hash__ = float.__hash__


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff, as a number that is close to all."""
    return Close(base)
