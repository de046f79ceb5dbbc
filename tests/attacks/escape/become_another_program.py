# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Replaces itself by another program, in which nothing of the worker's is left."
# wall = "files and syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""exec keeps the process, its number and its channel: only walls that the kernel holds outlive it."""

from __future__ import annotations

import os


def attack() -> None:
    """Become `echo`."""
    try:
        os.execv("/bin/echo", ["echo", "BROKE THROUGH: another program runs"])
    except OSError:
        return


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
