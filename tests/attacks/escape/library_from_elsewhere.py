# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Has the dynamic loader open a file outside as a library, whose code would run before anything looks at it."
# wall = "files"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""A library runs code of its own the moment it is loaded, with whatever it knows of this machine: gconv was
CVE-2021-4034.
"""

from __future__ import annotations

import ctypes


def attack() -> None:
    """Have the loader read the secret: it says whether it could not open it, or did not like it."""
    try:
        ctypes.CDLL("@SECRET@")
    except OSError as error:
        if "cannot open" not in str(error):
            print(f"BROKE THROUGH: {error}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
