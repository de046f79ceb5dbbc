# /// attack
# kind = "harmless"
# exercise = "00_warmup/first_call"
# tries = "Raises an exception with ten thousand causes, each with a traceback and a long message of its own."
# must = "crashed"
# says = "number 9999"
# checks = ["FIRST-01"]
# ///
"""Whoever formats `__cause__` to its end recurses, or prints for minutes."""

from __future__ import annotations


def chained(depth: int) -> Exception:
    """Return an exception that was caused by the next, and so on."""
    found = ValueError("the first")
    for number in range(depth):
        try:
            raise RuntimeError(f"number {number} " + "x" * 100_000) from found
        except RuntimeError as error:
            found = error
        if number < depth - 10:
            found.args = (f"number {number}",)
    return found


def attack() -> None:
    """Raise it."""
    raise chained(10_000)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
