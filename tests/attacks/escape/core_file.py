# /// attack
# kind = "harmless"
# exercise = "00_warmup/first_call"
# tries = "Dies in a folder where everybody may write, to have the kernel write its memory there."
# must = "crashed"
# says = "SIGABRT"
# checks = ["FIRST-01"]
# ///
"""A core file is written by the kernel, not by a call that a filter sees; CVE-2022-4415 read root's that way."""

from __future__ import annotations

import contextlib
import os
import resource


def attack() -> None:
    """Raise the limit of core files, go to the folder, and die."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    with contextlib.suppress(OSError):
        os.chdir("@SCRATCH@")
    os.abort()


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
