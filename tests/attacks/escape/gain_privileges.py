# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Looks for a way up: capabilities that are left, and programs that run as root whoever starts them."
# wall = "privileges"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Without no_new_privs a setuid program (pkexec: CVE-2021-4034) makes root of anybody; a grader as root hands it out."""

from __future__ import annotations

import ctypes

GET_NO_NEW_PRIVS, BOUNDING_READ = 39, 23


def attack() -> None:
    """Read what the kernel says of this process, and try to become root."""
    libc = ctypes.CDLL(None, use_errno=True)
    head, held = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc.capget(head, held)
    if any(held):
        print(f"BROKE THROUGH: capabilities {held[0]:x}", flush=True)
    if libc.prctl(GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0:
        print("BROKE THROUGH: a setuid program would run as root", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
