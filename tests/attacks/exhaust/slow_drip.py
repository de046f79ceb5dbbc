# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Prints a byte now and then, so that a limit on silence never ends it."
# wall = "real_time"
# must = "timed_out"
# says = "real time"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""A timeout that begins anew with each byte never comes: the prototype's `recv` fell for it (facts 69)."""

from __future__ import annotations

import ctypes


def attack() -> None:
    """Never be silent for long."""
    for _ in range(25):
        print(".", end="", flush=True)
        ctypes.CDLL(None).usleep(100_000)
    print("\nBROKE THROUGH: it dripped", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
