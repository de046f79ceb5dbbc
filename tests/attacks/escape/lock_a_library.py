# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Locks a file of a library, which every reader may: two submissions can talk by such locks."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""flock needs no right to write, and a lock is seen by all who open the file: a channel between workers."""

from __future__ import annotations

import fcntl
import socket


def attack() -> None:
    """Lock a module of the standard library."""
    try:
        with open(socket.__file__, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return
    print("BROKE THROUGH: a library was locked", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
