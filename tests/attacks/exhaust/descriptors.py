# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Opens pipes without end and fills them: kernel memory that no bound of a process counts."
# wall = "limits"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Each pipe holds 64 KiB beyond RLIMIT_AS, and a machine has only so many descriptors for all (facts 50)."""

from __future__ import annotations

import os
import resource


def attack() -> None:
    """Raise the limit as far as it goes, and open what it allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    except (OSError, ValueError):
        most = 0
    opened = 0
    try:
        while opened < 500:
            _, write = os.pipe2(os.O_NONBLOCK)
            opened += 2
            os.write(write, bytes(1 << 16))
    except OSError:
        pass
    if opened > 64:
        print(f"BROKE THROUGH: {opened} descriptors", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
