# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Returns a number whose pickle makes an object that claims to be every number."
# wall = "values"
# must = "failed"
# through = "points"
# ///
"""`__reduce__` runs where it is read; known from graders that hand results over by multiprocessing."""

from __future__ import annotations

from collections.abc import Mapping


class Every(float):
    """A number like all others."""

    def __reduce__(self) -> tuple[object, ...]:
        """Say how to make it again: by the learner's own file."""
        return Every, (0.5,)

    def __eq__(self, other: object) -> bool:
        """Agree."""
        return True

    def __ge__(self, other: object) -> bool:
        """Agree."""
        return True

    def __hash__(self) -> int:
        """Be found in any set."""
        return 0


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return every number at once."""
    return Every(base)
