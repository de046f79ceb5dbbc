# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Lists folders: those of the submissions, of the judge, of the users, of this machine."
# wall = "files"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Names alone tell who handed in what; Gradescope's and nbgrader's containers listed everything (facts 17)."""

from __future__ import annotations

import os
from pathlib import Path

FOLDERS = (Path("@SECRET@").parent, "/tmp", "/home", "/root", "/var", "/etc", "/proc", "/sys", "/dev", os.getcwd())


def attack() -> None:
    """List each folder; the first is one with names that can be checked."""
    for folder in FOLDERS:
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        if {"secret", "passwd", "lost+found", "self", "kernel"} & set(names):
            print(f"BROKE THROUGH: {folder} holds {names[:5]}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
