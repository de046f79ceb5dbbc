# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Sets the limits of another process of the same user, so that it dies as if by itself."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""prlimit takes any process number: a CPU limit of a second, given to a neighbour, is a kill without a signal."""

from __future__ import annotations

import ctypes
import os
import resource

PRLIMIT = 302 if os.uname().machine == "x86_64" else 261


def attack() -> None:
    """Read the sibling's limit of descriptors, and set it to the same."""
    call = ctypes.CDLL(None, use_errno=True).syscall
    limit = (ctypes.c_uint64 * 2)()
    read = call(PRLIMIT, int("@SIBLING@"), resource.RLIMIT_NOFILE, None, limit)
    if read == 0 and call(PRLIMIT, int("@SIBLING@"), resource.RLIMIT_NOFILE, limit, None) == 0:
        print(f"BROKE THROUGH: the limits of another process, {limit[0]}, were set", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
