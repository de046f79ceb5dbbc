# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Looks for names in the environment that tell of the judge: tokens, homes, paths."
# wall = "environment"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""CI systems hand secrets to their steps as variables, and a grader's children inherit them unless told not to (facts
18).
"""

from __future__ import annotations

import ctypes
import os

EXPECTED = {"ANTHROPIC_API_KEY", "HOME", "TZ"}


def attack() -> None:
    """Read Python's copy, and the C library's own."""
    block = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    names = {name.partition("=")[0] for name in map("=".join, os.environ.items())}
    place = 0
    while block and block[place]:
        names.add(block[place].decode("latin-1").partition("=")[0])
        place += 1
    if more := names - EXPECTED:
        print(f"BROKE THROUGH: the environment holds {sorted(more)}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
