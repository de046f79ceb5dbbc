# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Prints a hundred and twenty megabytes, for the judge to keep them in memory, or in its report."
# wall = "output"
# must = "failed"
# through = "harm"
# checks = ["FIRST-01"]
# limits = {cpu = 3.0, wall = 6.0, exercise = 20.0}
# ///
"""A flood of output made taskgrader pass a submission (France-ioi/taskgrader#80), and filled many a server's disk."""

from __future__ import annotations

import os


def attack() -> None:
    """Write a mebibyte at a time, to both streams."""
    piece = b"x" * (1 << 20)
    for number in range(120):
        os.write(1 + number % 2, piece)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
