# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Opens a file outside as a mere path, which needs no right to read, and reopens that for reading."
# wall = "files"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""O_PATH is not checked by Landlock; `/proc/self/fd/N` turned such descriptors into real ones in several container
escapes.
"""

from __future__ import annotations

import os


def attack() -> None:
    """Reopen what was opened as a path."""
    try:
        fd = os.open("@SECRET@", os.O_PATH)
        with open(f"/proc/self/fd/{fd}") as file:
            print("BROKE THROUGH:", file.read(), flush=True)
    except OSError:
        return


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
