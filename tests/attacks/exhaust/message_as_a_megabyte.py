# /// attack
# kind = "harmless"
# exercise = "00_warmup/first_call"
# tries = "Fails to load with a message of almost a megabyte, for every report to wrap and to escape."
# must = "crashed"
# says = "RuntimeError"
# checks = ["FIRST-01"]
# ///
"""What a learner's code says is shown to people: a report that takes minutes is a grade that never comes."""

from __future__ import annotations

from grader.worker import errors

errors.MESSAGE = 200_000
raise RuntimeError("\U0001f600\x1b[" * 66_000)


def first_call(client: object, question: str) -> str:
    """Never defined."""
    return ""
