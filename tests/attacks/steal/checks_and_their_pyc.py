# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Reads the checks of its own exercise, as source, as bytecode, and as what they replay."
# wall = "files"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Bound site-packages that hold the judge as well would give away all of it (facts 24); a .pyc is as good as its
source.
"""

from __future__ import annotations

import sys
from pathlib import Path


def attack() -> None:
    """Look beside the grader's own modules, and beside each library."""
    import grader.protocol

    beside = Path(grader.protocol.__file__).parents[1]
    for folder in (beside, *map(Path, sys.path)):
        for name in ("grader/checks/first_call.py", "cassettes/00_warmup/first_call.yaml"):
            cached = [f"grader/checks/__pycache__/first_call.cpython-3{v}.pyc" for v in range(11, 16)]
            for file in (name, *cached):
                try:
                    size = len((folder / file).read_bytes())
                except OSError:
                    continue
                print(f"BROKE THROUGH: {file} has {size} bytes", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
