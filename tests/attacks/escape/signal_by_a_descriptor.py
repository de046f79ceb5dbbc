# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Has the kernel itself kill a process of the same user when bytes arrive in a pipe."
# wall = "syscalls"
# must = "failed"
# through = "harm"
# checks = ["FIRST-01"]
# ///
"""F_SETOWN and F_SETSIG name who is told of input, and how: the sender is the kernel, not a call that a filter
watches.
"""

from __future__ import annotations

import fcntl
import os
import signal
import struct


def attack() -> None:
    """Name the sibling as the owner of a pipe, and SIGKILL as what it gets when bytes arrive."""
    ours, other = os.pipe()
    try:
        fcntl.fcntl(ours, fcntl.F_SETOWN, int("@SIBLING@"))
        fcntl.fcntl(ours, 10, signal.SIGKILL)  # F_SETSIG
        fcntl.fcntl(ours, fcntl.F_SETFL, os.O_ASYNC)
    except OSError:
        return
    os.write(other, b"x")


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
