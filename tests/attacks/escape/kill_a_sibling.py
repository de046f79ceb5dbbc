# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Kills a process of the same user, such as the worker of another submission."
# wall = "syscalls"
# must = "failed"
# through = "harm"
# checks = ["FIRST-01"]
# ///
"""Between workers of one user the kernel forbids nothing by itself: the prototype's B killed A (isolation.md, section
2a).
"""

from __future__ import annotations

import os
import signal


def attack() -> None:
    """Kill the sibling, and then all near it."""
    try:
        os.kill(int("@SIBLING@"), signal.SIGKILL)
    except OSError:
        return


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
