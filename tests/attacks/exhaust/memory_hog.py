# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Takes two GiB of memory and touches every page, so that the machine begins to swap."
# wall = "memory"
# must = "crashed"
# says = "MemoryError"
# through = "harm"
# checks = ["DELAY-01"]
# limits = { cpu = 3.0, wall = 8.0 }
# ///
"""Without a bound the kernel kills something when memory is out, and rarely the culprit (facts 50)."""

from __future__ import annotations

from collections.abc import Mapping


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Take what there is."""
    hoard = bytearray(2 << 30)
    hoard[::4096] = b"x" * (len(hoard) // 4096)
    return base * len(hoard)
