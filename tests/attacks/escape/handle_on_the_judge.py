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
import struct

PIDFD_SEND = 424
SO_PEERPIDFD = 77


def attack() -> None:
    """Ask who is at the other end, take a handle on it, and send it nothing (signal 0)."""
    channel = socket.socket(fileno=os.dup(3))
    try:
        pid, uid, _ = struct.unpack("3i", channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        print(f"BROKE THROUGH: the judge is process {pid} of user {uid}", flush=True)
        (pidfd,) = struct.unpack("i", channel.getsockopt(socket.SOL_SOCKET, SO_PEERPIDFD, 4))
    except OSError:
        return
    hit = ctypes.CDLL(None, use_errno=True).syscall(PIDFD_SEND, pidfd, 0, None, 0) == 0
    print(f"BROKE THROUGH: it has a handle on the judge; that it can be signalled is {hit}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
