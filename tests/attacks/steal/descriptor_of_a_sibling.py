# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Takes a copy of an open descriptor out of another process of the same user."
# wall = "files and syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""pidfd_getfd (Linux 5.6) needs no more than the right to trace: with it any open file of a neighbour is one's own."""

from __future__ import annotations

import ctypes

PIDFD_OPEN, PIDFD_GETFD = 434, 438


def attack() -> None:
    """Take the sibling's standard output."""
    call = ctypes.CDLL(None, use_errno=True).syscall
    pidfd = call(PIDFD_OPEN, int("@SIBLING@"), 0)
    if pidfd >= 0 and call(PIDFD_GETFD, pidfd, 1, 0) >= 0:
        print("BROKE THROUGH: a descriptor of another process is ours", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
