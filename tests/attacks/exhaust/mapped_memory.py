# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Takes memory by mapping it, past Python's allocator and all that could count there."
# wall = "memory"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# limits = {cpu = 4.0, wall = 8.0, exercise = 20.0}
# ///
"""mmap and the C library give memory that neither tracemalloc nor a patched allocator sees (facts 52)."""

from __future__ import annotations

import ctypes
import mmap

MEBI = 1 << 20


def attack() -> None:
    """Map some, and have the C library give more, until it is too much."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    maps, size = [], 0
    while size < 1300:
        try:
            maps.append(mmap.mmap(-1, 64 * MEBI))
        except OSError:
            break
        size += 64 + 64 * bool(libc.malloc(64 * MEBI))
    if size >= 1300:
        print(f"BROKE THROUGH: {size} MiB", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
