# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Takes memory until there is no more, swallows the error, and goes on taking."
# wall = "memory"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# limits = {cpu = 4.0, wall = 8.0, exercise = 20.0}
# ///
"""`except MemoryError: pass` defeats whoever counts on it; only a bound of the kernel's stays (facts 51)."""

from __future__ import annotations

MEBI = 1 << 20
MUCH = 1200
held: list[bytearray] = []


def attack() -> None:
    """Take sixteen mebibytes at a time, eighty times."""
    for _ in range(80):
        try:
            held.append(bytearray(16 * MEBI))
        except MemoryError:
            continue
    if len(held) * 16 > MUCH:
        print(f"BROKE THROUGH: {len(held) * 16} MiB", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
