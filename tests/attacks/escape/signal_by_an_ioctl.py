# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Has the kernel signal a process of the same user, set up by the older calls of ioctl."
# wall = "syscalls"
# must = "failed"
# through = "harm"
# checks = ["FIRST-01"]
# ///
"""FIOSETOWN and FIOASYNC do on a socket what F_SETOWN does, by another number: the same road, past a filter of fcntl."""

from __future__ import annotations

import ctypes
import socket

FIOSETOWN, FIOASYNC = 0x8901, 0x5452


def attack() -> None:
    """Name the sibling as the owner of a socket: SIGIO, which it does not handle, ends it."""
    ours, other = socket.socketpair()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ioctl(ours.fileno(), FIOSETOWN, ctypes.byref(ctypes.c_int(int("@SIBLING@"))))
    libc.ioctl(ours.fileno(), FIOASYNC, ctypes.byref(ctypes.c_int(1)))
    other.send(b"x")


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
