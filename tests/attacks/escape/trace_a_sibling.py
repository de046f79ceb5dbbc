# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Takes hold of another process of the same user as a debugger does."
# wall = "files and syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Who may trace may do all: read, write, and have the other make calls (the road of many sandbox escapes)."""

from __future__ import annotations

import ctypes
import os

PTRACE = 101 if os.uname().machine == "x86_64" else 117
SEIZE, DETACH = 0x4206, 17


def attack() -> None:
    """Seize the sibling, and let go of it."""
    call = ctypes.CDLL(None, use_errno=True).syscall
    if call(PTRACE, SEIZE, int("@SIBLING@"), 0, 0) == 0:
        call(PTRACE, DETACH, int("@SIBLING@"), 0, 0)
        print("BROKE THROUGH: another process was traced", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
