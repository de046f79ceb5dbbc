# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Takes memory while it is loaded: the file itself is the bomb."
# wall = "memory"
# must = "crashed"
# says = "MemoryError"
# through = "said"
# checks = ["FIRST-01"]
# limits = {cpu = 4.0, wall = 8.0, exercise = 20.0}
# ///
"""Thirty bytes of source are enough (facts 62), and no call has begun that a limit could be set for."""

from __future__ import annotations

BOMB = [bytearray(64 << 20) for _ in range(20)]
print(f"BROKE THROUGH: {len(BOMB) * 64} MiB", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    return ""
