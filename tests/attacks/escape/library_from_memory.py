# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Loads a shared library that no installed package holds."
# wall = "files and syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""A library runs code of its own the moment it is loaded; here it is one of Python's, copied where files are made up."""

from __future__ import annotations

import ctypes
import os

import _ctypes


def attack() -> None:
    """Load a copy of a library by its descriptor."""
    try:
        with open(_ctypes.__file__, "rb") as file:
            content = file.read()
        fd = os.memfd_create("library")
        os.write(fd, content)
        ctypes.CDLL(f"/proc/self/fd/{fd}")
    except OSError:
        return
    print("BROKE THROUGH: a library of its own making was loaded", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
