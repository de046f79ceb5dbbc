# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Changes what is known of a folder outside: its times, mode, owner and attributes."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Landlock governs none of these calls: without a filter, whoever owns a file could be made to lose it (isolation.md)."""

from __future__ import annotations

import os

SCRATCH = "@SCRATCH@"


def attack() -> None:
    """Change each; the times can be set by all who may write, the rest by the owner alone."""
    ways = {
        "utime": lambda: os.utime(SCRATCH),
        "chmod": lambda: os.chmod(SCRATCH, 0o777),
        "chown": lambda: os.chown(SCRATCH, os.getuid(), -1),
        "setxattr": lambda: os.setxattr(SCRATCH, "user.note", b"42"),
    }
    for name, way in ways.items():
        try:
            way()
        except OSError:
            continue
        print(f"BROKE THROUGH: {name}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
