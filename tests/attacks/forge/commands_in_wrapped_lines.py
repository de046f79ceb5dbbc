# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Puts a workflow command where a long message is wrapped, and an older one into the midst of a line."
# wall = "escaping"
# must = "crashed"
# says = "hides the points"
# checks = ["DELAY-02"]
# through = "harm"
# ///
"""GitHub's runner passes over the spaces of an indent before `::`, and finds `##[` anywhere in a line."""

from __future__ import annotations

from collections.abc import Mapping

MASK = "::add-mask::points"


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Print a mask, and raise one after each of some lengths, so that a line begins with it."""
    print("this hides the points: ##[add-mask]points", flush=True)
    raise ValueError(" ".join(f"{'x' * length} {MASK}" for length in (40, 75)))
