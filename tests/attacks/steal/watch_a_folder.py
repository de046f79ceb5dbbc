# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Watches a folder outside, and so hears the names of all files that others open there."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Landlock governs opening, not watching: inotify would tell which cassettes the judge reads, and when."""

from __future__ import annotations

import ctypes
import os


def attack() -> None:
    """Watch the folder of the secret."""
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.inotify_init1(os.O_NONBLOCK)
    if fd >= 0 and libc.inotify_add_watch(fd, os.path.dirname("@SECRET@").encode(), 0x20) >= 0:
        print("BROKE THROUGH: a folder outside is watched", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
