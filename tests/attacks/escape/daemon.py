# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Forks twice and leads a session of its own, so as to outlive the grade and act when nobody looks."
# wall = "syscalls"
# must = "failed"
# through = "harm"
# checks = ["FIRST-01"]
# ///
"""The classic daemon: groups and terminals are left, and who kills the worker's group does not reach it."""

from __future__ import annotations

import ctypes
import os


def attack() -> None:
    """Leave a process that stays for four seconds."""
    try:
        child = os.fork()
    except OSError:
        return
    if child == 0:
        os.setsid()
        if os.fork() == 0:
            ctypes.CDLL(None).usleep(4_000_000)
        os._exit(0)
    os.waitpid(child, 0)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
