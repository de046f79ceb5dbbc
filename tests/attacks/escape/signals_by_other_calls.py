# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Signals a process of the same user by the four other calls that do so."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""A filter that thinks of `kill` may forget tkill, tgkill, rt_sigqueueinfo and pidfd_send_signal."""

from __future__ import annotations

import ctypes
import os

X86 = os.uname().machine == "x86_64"
TKILL, TGKILL, QUEUE = (200, 234, 129) if X86 else (130, 131, 138)
PIDFD_OPEN, PIDFD_SEND = 434, 424
SIBLING = int("@SIBLING@")


def attack() -> None:
    """Send nothing (signal 0), which needs the same right."""
    call = ctypes.CDLL(None, use_errno=True).syscall
    told = (ctypes.c_int * 32)(0, 0, -1)  # si_code: from a queue
    pidfd = call(PIDFD_OPEN, SIBLING, 0)
    sent = {
        "tkill": call(TKILL, SIBLING, 0),
        "tgkill": call(TGKILL, SIBLING, SIBLING, 0),
        "rt_sigqueueinfo": call(QUEUE, SIBLING, 0, told),
        "pidfd_send_signal": call(PIDFD_SEND, pidfd, 0, None, 0) if pidfd >= 0 else -1,
    }
    if through := [name for name, result in sent.items() if result == 0]:
        print(f"BROKE THROUGH: signals by {through}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
