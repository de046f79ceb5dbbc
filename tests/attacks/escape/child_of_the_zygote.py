# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Forks a process that counts as the zygote's child, not as its own, so that nobody waits for it."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""CLONE_PARENT makes a sibling instead of a child: a killer that walks down the tree of processes never meets it."""

from __future__ import annotations

import ctypes
import os
import signal

CLONE = 56 if os.uname().machine == "x86_64" else 220
PARENT = 0x8000


def attack() -> None:
    """Make a sibling that ends at once."""
    child = ctypes.CDLL(None, use_errno=True).syscall(CLONE, PARENT | signal.SIGCHLD, 0, 0, 0, 0)
    if child == 0:
        os._exit(7)
    if child > 0:
        print("BROKE THROUGH: the zygote has a child that it does not know", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
