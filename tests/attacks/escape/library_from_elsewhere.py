# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Loads a library of this machine that Python has no need of."
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

NAMES = ("libBrokenLocale.so.1", "libnss_compat.so.2", "libpcprofile.so", "libmemusage.so")


def attack() -> None:
    """Load one by its name."""
    for name in NAMES:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        print(f"BROKE THROUGH: {name} was loaded", flush=True)
        return


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
