# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Kills its parent, without which no other submission could be graded."
# wall = "syscalls"
# must = "failed"
# through = "harm"
# checks = ["FIRST-01"]
# ///
"""The prototype's first version lost its zygote to one `kill` of a submission (isolation.md, section 2a)."""

from __future__ import annotations

import os
import signal


def attack() -> None:
    """Kill the parent."""
    try:
        os.kill(os.getppid(), signal.SIGKILL)
    except OSError:
        return


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
