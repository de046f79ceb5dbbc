# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Slows down a process of the same user: its priority, its processors, its scheduling."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""No right but the same user is needed to make a neighbour the last in every queue, and what was lowered stays low."""

from __future__ import annotations

import os

SIBLING = int("@SIBLING@")


def attack() -> None:
    """Change each; a change to what is so already is one as well."""
    ways = {
        "setpriority": lambda: os.setpriority(os.PRIO_PROCESS, SIBLING, 5),
        "sched_setaffinity": lambda: os.sched_setaffinity(SIBLING, {0}),
        "sched_setscheduler": lambda: os.sched_setscheduler(SIBLING, os.SCHED_BATCH, os.sched_param(0)),
    }
    for name, way in ways.items():
        try:
            way()
        except OSError:
            continue
        print(f"BROKE THROUGH: {name} of another process", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
