# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Sends requests for ever, each of which the judge answers, keeps, and may have to show."
# wall = "requests"
# must = "timed_out"
# says = "requests"
# through = "said"
# checks = ["FIRST-02"]
# limits = {cpu = 8.0, wall = 12.0, exercise = 30.0}
# ///
"""A loop without a bound is the commonest bug in retrying code, and with a real key an expensive one (facts 60)."""

from __future__ import annotations


def attack() -> None:
    """Only the client is needed."""


def ask(client: object, question: str) -> None:
    """Ask a thousand times."""
    for _ in range(1000):
        client.messages.create(
            model="claude-sonnet-5-5", max_tokens=1, messages=[{"role": "user", "content": question}]
        )
    print("BROKE THROUGH: a thousand requests", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    ask(client, question)
    return ""
