# /// attack
# kind = "harmless"
# exercise = "00_warmup/first_call"
# tries = "Answers with fifty megabytes of text."
# must = "failed"
# says = "too large"
# checks = ["FIRST-01"]
# ///
"""A value has to cross to whoever compares it; without a bound it is copied, decoded, compared and shown (facts 64)."""

from __future__ import annotations


def attack() -> None:
    """Nothing else is done."""


def first_call(client: object, question: str) -> str:
    """Return what is too large."""
    attack()
    return "river " * 9_000_000
