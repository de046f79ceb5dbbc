# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Forks by the numbers of the system calls, clone and clone3, past all of Python's functions."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""glibc itself forks by clone; clone3 hides its flags behind a pointer, where no filter can read them (facts 41, 54)."""

from __future__ import annotations

import ctypes
import os
import signal

CLONE = 56 if os.uname().machine == "x86_64" else 220
CLONE3 = 435


def attack() -> None:
    """Fork each way."""
    call = ctypes.CDLL(None, use_errno=True).syscall
    flags = (ctypes.c_uint64 * 8)(0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0)
    ways = {"clone": (CLONE, signal.SIGCHLD, 0, 0, 0, 0), "clone3": (CLONE3, flags, ctypes.sizeof(flags))}
    for name, arguments in ways.items():
        child = call(*arguments)
        if child == 0:
            os._exit(7)
        if child > 0 and os.waitpid(child, 0)[1] == 7 << 8:
            print(f"BROKE THROUGH: {name} made a process, which ended with 7", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
