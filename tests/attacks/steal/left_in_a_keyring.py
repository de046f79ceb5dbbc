# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Leaves a note for the next submission in the keyring that the kernel keeps for its user."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Keyrings are shared by all processes of a user, in every container of it (a container escape's favourite hiding
place).
"""

from __future__ import annotations

import ctypes
import os

ADD_KEY, KEYCTL = (248, 250) if os.uname().machine == "x86_64" else (217, 219)
USERS = -4
UNLINK = 9


def attack() -> None:
    """Add a key to the user's keyring, and take it away again."""
    call = ctypes.CDLL(None, use_errno=True).syscall
    key = call(ADD_KEY, b"user", b"retrial-@MARK@", b"the answer is 42", 16, USERS)
    if key > 0:
        call(KEYCTL, UNLINK, key, USERS)
        print("BROKE THROUGH: a key would have stayed", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
