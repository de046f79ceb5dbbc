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
    """Answer two hints that make sense; from the second on, answer all that will make none as well."""
    hint = headers.get("retry-after")
    if attempt == 2 and headers and hint != "5":
        ahead = [7.0 if hint == "7" else 2 * base, *([2 * base] * 119)]
        bodies = [msgspec.msgpack.encode({"is": "done", "nonce": 1, "value": value}) for value in ahead]
        os.write(3, b"".join(len(body).to_bytes(4, "big") + body for body in bodies))
    return float(hint) if attempt == 2 and hint in {"5", "7"} else base
