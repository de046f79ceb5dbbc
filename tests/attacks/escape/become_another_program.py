# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Replaces itself by a fresh Python, in which nothing of the worker's is left."
# wall = "files and syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""exec keeps the process, its number and its channel: only walls that the kernel holds outlive it."""

from __future__ import annotations

import os
import sys


def attack() -> None:
    """Start anew."""
    try:
        os.execv(sys.executable, ["python", "-ISc", "print('BROKE THROUGH: another program runs', flush=True)"])
    except OSError:
        return


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
