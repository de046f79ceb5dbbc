# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Has its own serializer send a pickle which ends whoever reads it, with status 0."
# wall = "values"
# must = "failed"
# says = "a value that is none"
# through = "points"
# ///
"""Facts 5: the serializer in the worker is the learner's to replace; pickle would make that a way out."""

from __future__ import annotations

import pickle
from collections.abc import Mapping

from grader.worker import values


class Trap:
    """Ends the process that unpickles it."""

    def __reduce__(self) -> tuple[object, ...]:
        """Say how to make it again."""
        return exec, ("import os; os._exit(0)",)


values.encode = lambda value: {"$": "pickle", "v": pickle.dumps(Trap())}


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base
