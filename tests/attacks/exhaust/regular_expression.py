# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Matches an expression that backtracks for longer than anybody waits, in C and with the lock held."
# wall = "cpu"
# must = "timed_out"
# says = "CPU time"
# through = "said"
# checks = ["FIRST-01"]
# limits = {cpu = 0.3, wall = 5.0, exercise = 10.0}
# ///
"""(a+)+$ is the textbook ReDoS (OWASP); no thread and no signal handler of the same process would get a turn (facts
46).
"""

from __future__ import annotations

import re


def attack() -> None:
    """Fail to match, some hundred million times."""
    re.match("(a+)+$", "a" * 25 + "b")
    print("BROKE THROUGH: it was left to end", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
