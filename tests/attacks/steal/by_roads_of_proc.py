# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Reaches a file outside through the roots and working folders that /proc shows of each process."
# wall = "files"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""`/proc/PID/root` and `/proc/PID/cwd` are doors into another view of the file system: the usual way out of a chroot."""

from __future__ import annotations

import os


def attack() -> None:
    """Read the secret by each road."""
    for who in ("self", "thread-self", os.getppid(), 1):
        for door in ("root", "cwd"):
            try:
                with open(f"/proc/{who}/{door}/@SECRET@") as file:
                    print(f"BROKE THROUGH: by {who}/{door}:", file.read(), flush=True)
            except OSError:
                continue


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
