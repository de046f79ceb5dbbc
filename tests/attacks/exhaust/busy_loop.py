# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Computes for ever, so that the others in the queue wait."
# wall = "cpu"
# must = "timed_out"
# says = "CPU time"
# through = "harm"
# limits = {cpu = 0.3, wall = 5.0, exercise = 10.0}
# checks = ["DELAY-01"]
# ///
"""The oldest of all: a loop without an end (facts 45)."""

from __future__ import annotations

from collections.abc import Mapping


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Never return."""
    while True:
        attempt += 1
