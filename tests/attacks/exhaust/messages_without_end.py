# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Asks the judge for no time at all, again and again: each asking is a message, and none moves a clock."
# wall = "messages"
# must = "timed_out"
# says = "messages"
# through = "said"
# checks = ["FIRST-01"]
# limits = {cpu = 8.0, wall = 12.0, exercise = 30.0}
# ///
"""Budgets of time and of bytes are never used up by a question of twelve bytes (facts 68)."""

from __future__ import annotations


def attack() -> None:
    """Ask thirty thousand times."""
    from grader import protocol
    from grader.worker.channel import JUDGE

    for _ in range(30_000):
        JUDGE.ask(protocol.Wait(0))
    print("BROKE THROUGH: thirty thousand messages", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
