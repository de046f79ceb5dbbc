# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Reads names and addresses of the network interfaces through the one socket that it has."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""An ioctl answers on any socket, of whatever family: who may make none can still ask its own (SIOCGIFCONF)."""

from __future__ import annotations

import ctypes

SIOCGIFCONF = 0x8912


class Answers(ctypes.Structure):
    """Where the kernel writes what it finds."""

    _fields_ = (("size", ctypes.c_int), ("at", ctypes.c_void_p))


def attack() -> None:
    """Ask the channel to the judge."""
    room = ctypes.create_string_buffer(4096)
    found = Answers(4096, ctypes.addressof(room))
    if ctypes.CDLL(None, use_errno=True).ioctl(3, SIOCGIFCONF, ctypes.byref(found)) == 0 and found.size > 0:
        print(f"BROKE THROUGH: the first interface is {room.raw[:16]!r}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
