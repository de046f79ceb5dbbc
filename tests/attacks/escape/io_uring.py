# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Sets up a ring by which the kernel does whatever is written into it, system calls unmade."
# wall = "syscalls and limits"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""io_uring opens, connects and sends past every filter of calls; 60 % of the exploits that Google paid for in 2022
used it.
"""

from __future__ import annotations

import ctypes

SETUP = 425


def attack() -> None:
    """Set up a ring of four entries."""
    call = ctypes.CDLL(None, use_errno=True).syscall
    ring = call(SETUP, 4, ctypes.create_string_buffer(120))
    if ring >= 0:
        print(f"BROKE THROUGH: a ring, as descriptor {ring}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
