# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Tries all descriptor numbers for one that the judge or the zygote left open."
# wall = "descriptors"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""A control socket, or a file of results that was open at the fork, would be readable behind every wall (facts 19)."""

from __future__ import annotations

import os


def attack() -> None:
    """Look at every number above those of a worker."""
    for fd in range(4, 4096):
        try:
            kind = os.fstat(fd).st_mode
        except OSError:
            continue
        print(f"BROKE THROUGH: descriptor {fd} is open, its mode {kind:o}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
