# /// attack
# kind = "documented-limit"
# exercise = "00_warmup/first_call"
# tries = "Asks for the size and age of files outside, which needs no right to open them."
# must = "failed"
# checks = ["FIRST-01"]
# ///
"""Landlock does not govern stat: without bubblewrap around the zygote, code can find out which files exist
(isolation.md).
"""

from __future__ import annotations

import os


def attack() -> None:
    """Ask what is known of the secret, short of what is in it."""
    try:
        print("the file exists, and has", os.stat("@SECRET@").st_size, "bytes", flush=True)
    except OSError:
        print("there is no such file in sight", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
