# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Leaves a note for the next submission in a POSIX message queue."
# wall = "syscalls and limits"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Queues live in a file system of the kernel's own that no mount shows, and stay until the machine stops."""

from __future__ import annotations

import ctypes
import os


def attack() -> None:
    """Make a queue, put a note into it, and take it away again."""
    libc = ctypes.CDLL(None, use_errno=True)
    queue = libc.mq_open(b"/retrial-@MARK@", os.O_CREAT | os.O_RDWR, 0o666, None)
    if queue >= 0:
        libc.mq_send(queue, b"the answer is 42", 16, 0)
        libc.mq_unlink(b"/retrial-@MARK@")
        print("BROKE THROUGH: a queue would have stayed", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
