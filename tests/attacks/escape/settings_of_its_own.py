# /// attack
# kind = "harmless"
# exercise = "00_warmup/first_call"
# tries = "Changes all that a process may change of itself: name, dumps, whose death it follows, its limits."
# must = "failed"
# checks = ["FIRST-01"]
# ///
"""None of it reaches further than itself; the judge learns from the kernel who it is and how it ended (facts 43)."""

from __future__ import annotations

import contextlib
import ctypes
import resource
import signal

PDEATHSIG, DUMPABLE, NAME, SUBREAPER, TRACER = 1, 4, 15, 36, 0x59616D61


def attack() -> None:
    """Change each, and lower what can be lowered."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    for option, value in ((PDEATHSIG, 0), (DUMPABLE, 1), (NAME, b"judge"), (SUBREAPER, 1), (TRACER, -1)):
        prctl(option, value, 0, 0, 0)
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
