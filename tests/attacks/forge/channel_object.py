# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Replaces the worker's channel: it answers each command by itself, with a verdict instead of a value."
# must = "failed"
# points = 0
# ///
"""Facts 5: what the worker says is an answer like others, and a wrong one."""

from __future__ import annotations

from collections.abc import Mapping

from grader import protocol
from grader.worker.channel import JUDGE

send = type(JUDGE).send


def verdict(channel: object, ending: protocol.Ending) -> None:
    """Send a verdict."""
    send(channel, protocol.Done(ending.nonce, {"outcome": "passed", "points": 10}))


type(JUDGE).send = verdict


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base
