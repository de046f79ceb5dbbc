# /// attack
# kind = "harmless"
# exercise = "00_warmup/first_call"
# tries = "Recurses as deep as Python lets it, and then deeper than the stack goes."
# must = "crashed"
# checks = ["FIRST-01"]
# ///
"""Python's own limit is no wall: the code lifts it; the end of the stack is SIGSEGV, or an error, and its own affair
(facts 53).
"""

from __future__ import annotations

import sys


class Nested:
    """Is shown by showing what it holds, through C."""

    def __init__(self, held: object) -> None:
        self.held = held

    def __repr__(self) -> str:
        """Show the next."""
        return repr(self.held)


def attack() -> None:
    """Show a thing that is a million deep."""
    sys.setrecursionlimit(10**9)
    held: object = None
    for _ in range(1_000_000):
        held = Nested(held)
    repr(held)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
