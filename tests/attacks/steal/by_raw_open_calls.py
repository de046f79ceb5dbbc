# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Reads a file outside by the three system calls that open one, without Python's open."
# wall = "files"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""The secret is opened by number: open, openat, openat2 (the last came in Linux 5.6, and older filters do not know
it).
"""

from __future__ import annotations

import ctypes
import os

X86 = os.uname().machine == "x86_64"
HERE = -100
OPENAT, OPENAT2, OPEN = (257 if X86 else 56), 437, 2


def attack() -> None:
    """Open the secret by each call."""
    call = ctypes.CDLL(None, use_errno=True).syscall
    how = (ctypes.c_uint64 * 3)(os.O_RDONLY, 0, 0)
    descriptors = {
        "openat": call(OPENAT, HERE, b"@SECRET@", os.O_RDONLY, 0),
        "openat2": call(OPENAT2, HERE, b"@SECRET@", how, ctypes.sizeof(how)),
        "open": call(OPEN, b"@SECRET@", os.O_RDONLY, 0) if X86 else -1,
    }
    for name, fd in descriptors.items():
        if fd >= 0:
            print(f"BROKE THROUGH: {name} read {os.read(fd, 100)!r}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
