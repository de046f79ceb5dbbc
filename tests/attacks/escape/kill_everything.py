# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Signals every process that it may signal, all at once."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""`kill(-1, 9)` returned success on the prototype and hit nobody (isolation.md); here signal 0 counts whom it would
hit.
"""

from __future__ import annotations

import os


def attack() -> None:
    """Ask whether anybody would be hit."""
    try:
        os.kill(-1, 0)
    except OSError:
        return
    print("BROKE THROUGH: signals reach others", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
