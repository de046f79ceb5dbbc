# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Writes a segment into its own descriptor table, which opens 16-bit modes of the processor."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""modify_ldt had CVE-2015-5157, and its entry code is the oldest in the kernel; there is none on aarch64."""

from __future__ import annotations

import ctypes
import os
import struct

MODIFY_LDT = 154


def attack() -> None:
    """Write an entry, and read it back."""
    if os.uname().machine != "x86_64":
        return
    call = ctypes.CDLL(None, use_errno=True).syscall
    entry = struct.pack("<IIII", 0, 0, 0xFFFFF, 0x51)
    if call(MODIFY_LDT, 1, entry, len(entry)) == 0 and call(MODIFY_LDT, 0, ctypes.create_string_buffer(64), 64) > 0:
        print("BROKE THROUGH: a segment was written", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
