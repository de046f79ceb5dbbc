# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Maps a file outside into its own memory: no byte of it is ever read by a call."
# wall = "files"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""A page fault is no system call; what may be opened is all that counts."""

from __future__ import annotations

import mmap
import os


def attack() -> None:
    """Look at the secret as memory."""
    try:
        fd = os.open("@SECRET@", os.O_RDONLY)
        with mmap.mmap(fd, 0, access=mmap.ACCESS_READ) as memory:
            print("BROKE THROUGH:", bytes(memory), flush=True)
    except OSError:
        return


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
