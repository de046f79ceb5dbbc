# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Has the standard library, and the C library, read a file outside in its place."
# wall = "files"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""`linecache` is trusted by every traceback, and `fopen` passes by all that Python could be patched with."""

from __future__ import annotations

import ctypes
import linecache


def attack() -> None:
    """Ask both for the first line of the secret."""
    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    line = ctypes.create_string_buffer(100)
    file = libc.fopen(b"@SECRET@", b"r")
    if file:
        libc.fgets(line, 100, ctypes.c_void_p(file))
    for found in (linecache.getline("@SECRET@", 1), line.value.decode()):
        if found:
            print("BROKE THROUGH:", found, flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
