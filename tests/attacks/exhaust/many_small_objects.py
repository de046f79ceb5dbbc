# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Takes memory in millions of small pieces, each of them innocent."
# wall = "memory"
# must = "crashed"
# says = "MemoryError"
# through = "said"
# checks = ["FIRST-01"]
# limits = {cpu = 4.0, wall = 8.0, exercise = 20.0}
# ///
"""A bound on one allocation, or on one value, holds none of it (facts 50)."""

from __future__ import annotations

import resource


def attack() -> None:
    """Fill a list with lists."""
    held: list[list[int]] = []
    while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_200_000:
        held += [[] for _ in range(100_000)]
    print(f"BROKE THROUGH: {len(held)} objects", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
