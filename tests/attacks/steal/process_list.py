# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Reads the command lines of all processes, in which paths and sometimes passwords stand."
# wall = "files"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""World-readable on every Linux: `ps` shows what every grader, editor and backup of this machine was started with."""

from __future__ import annotations

import os


def attack() -> None:
    """Read the command line of every other process."""
    for pid in range(1, 100_000):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                told = file.read()
        except PermissionError:
            return
        except OSError:
            continue
        if told and pid != os.getpid():
            print(f"BROKE THROUGH: process {pid} is {told[:60]!r}", flush=True)
            return


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
