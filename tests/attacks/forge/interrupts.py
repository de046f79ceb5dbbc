# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Raises a subclass of KeyboardInterrupt, as if the person at the keyboard had stopped the grade."
# wall = "processes"
# must = "crashed"
# says = "Stopped"
# through = "harm"
# ///
"""A runner that catches Exception is ended by it (facts 92)."""

from __future__ import annotations

from collections.abc import Mapping


class Stopped(KeyboardInterrupt):
    """Pressed by nobody."""


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Stop the grade."""
    raise Stopped
