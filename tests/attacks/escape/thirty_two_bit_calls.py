# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Makes a system call by the gate of 32-bit programs, where all numbers mean something else."
# wall = "syscalls"
# must = "crashed"
# says = "SIGSYS"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""A filter that looks at numbers alone is passed by `int 0x80`: 20 is getpid there, and writev here (facts 41)."""

from __future__ import annotations

import ctypes
import mmap
import os

CODE = bytes.fromhex("53b814000000cd805bc3")  # push rbx; mov eax, 20; int 0x80; pop rbx; ret


def attack() -> None:
    """Ask for its own number by that gate."""
    if os.uname().machine != "x86_64":
        return
    memory = mmap.mmap(-1, len(CODE), prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(CODE)
    at = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    if ctypes.CFUNCTYPE(ctypes.c_int)(at)() == os.getpid():
        print("BROKE THROUGH: calls of 32-bit programs work", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
