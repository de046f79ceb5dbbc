# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Leaves a note for the next submission in shared memory, semaphores or message queues of System V."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""They belong to no process and to no file, outlive both, and no view of the file system hides them (facts 23)."""

from __future__ import annotations

import ctypes

KEY = 0x5EC2E7
CREATE = 0o1666
REMOVE = 0


def attack() -> None:
    """Make one of each kind, and take it away again."""
    libc = ctypes.CDLL(None, use_errno=True)
    made = {
        "memory": (libc.shmget(KEY, 4096, CREATE), libc.shmctl),
        "semaphore": (libc.semget(KEY, 1, CREATE), lambda number, _, __: libc.semctl(number, 0, REMOVE)),
        "queue": (libc.msgget(KEY, CREATE), libc.msgctl),
    }
    for name, (number, control) in made.items():
        if number >= 0:
            control(number, REMOVE, None)
            print(f"BROKE THROUGH: a {name} of System V would have stayed", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
