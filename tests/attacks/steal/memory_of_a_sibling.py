# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Reads the memory of another process of the same user."
# wall = "files and syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""process_vm_readv and /proc/PID/mem need the right to trace, which by default every process has over its user's
others.
"""

from __future__ import annotations

import ctypes
import os
import re

READV = 310 if os.uname().machine == "x86_64" else 270


class Piece(ctypes.Structure):
    """A piece of memory."""

    _fields_ = (("at", ctypes.c_void_p), ("size", ctypes.c_size_t))


def attack() -> None:
    """Find a piece of the sibling's memory, and read it both ways."""
    try:
        with open("/proc/@SIBLING@/maps") as file:
            at = int(re.match("[0-9a-f]+", file.read())[0], 16)
        with open("/proc/@SIBLING@/mem", "rb", buffering=0) as file:
            file.seek(at)
            print(f"BROKE THROUGH: its memory begins with {file.read(4)!r}", flush=True)
    except OSError:
        at = 0x400000
    into = ctypes.create_string_buffer(4)
    ours, theirs = Piece(ctypes.addressof(into), 4), Piece(at, 4)
    call = ctypes.CDLL(None, use_errno=True).syscall
    if call(READV, int("@SIBLING@"), ctypes.byref(ours), 1, ctypes.byref(theirs), 1, 0) == 4:
        print(f"BROKE THROUGH: its memory begins with {into.raw!r}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
