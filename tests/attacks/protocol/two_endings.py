# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Ends a call a hundred times over: the endings sent ahead answer whatever the judge asks next."
# wall = "nonce"
# must = "failed"
# says = "did not ask"
# through = "points"
# checks = ["DELAY-10"]
# ///
"""A reply that is sent ahead answers a question that nobody has looked at (facts 65)."""

from __future__ import annotations

import os
from collections.abc import Mapping

import msgspec


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Where the hint makes no sense, answer all cases that are still to come as well."""
    if attempt == 2 and headers:
        body = msgspec.msgpack.encode({"is": "done", "nonce": 1, "value": 2 * base})
        os.write(3, 120 * (len(body).to_bytes(4, "big") + body))
    return base
