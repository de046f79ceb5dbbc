# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Gets a handle on the judge's own process from the socket to it, and signals it by that."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""SO_PEERPIDFD (Linux 6.5) hands out a pidfd of whoever made the other end, through every namespace."""

from __future__ import annotations

import ctypes
import os
import socket

PIDFD_SEND = 424
SO_PEERPIDFD = 77


def attack() -> None:
    """Send nothing (signal 0) to the judge."""
    channel = socket.socket(fileno=os.dup(3))
    try:
        (pidfd,) = memoryview(channel.getsockopt(socket.SOL_SOCKET, SO_PEERPIDFD, 4)).cast("i")
    except OSError:
        return
    if ctypes.CDLL(None, use_errno=True).syscall(PIDFD_SEND, pidfd, 0, None, 0) == 0:
        print("BROKE THROUGH: the judge can be signalled", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
