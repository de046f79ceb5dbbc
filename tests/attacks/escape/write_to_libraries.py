# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Opens for writing all files that it can reach: libraries, the worker's own program, a new module."
# wall = "files"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""What was imported once is imported again by the next zygote: a line in a library grades everybody after (facts 37,
38).
"""

from __future__ import annotations

import os
import sys


def attack() -> None:
    """Open each module's file without changing a byte, and a new one where everybody may write."""
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    for file in sorted(f for f in files if isinstance(f, str) and f.startswith("/")):
        try:
            os.close(os.open(file, os.O_WRONLY))
        except OSError:
            continue
        print(f"BROKE THROUGH: {file} can be written", flush=True)
    try:
        os.close(os.open("@SCRATCH@/anyio.py", os.O_WRONLY | os.O_CREAT))
    except OSError:
        return
    print("BROKE THROUGH: a module can be laid beside others", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
