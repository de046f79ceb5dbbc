# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Raises an exception whose message clears the terminal and writes a green pass over the report."
# wall = "escaping"
# must = "crashed"
# says = "10/10"
# through = "harm"
# ///
"""A terminal obeys whoever writes to it: cursor, colour, title and the direction of writing (facts 9)."""

from __future__ import annotations

from collections.abc import Mapping


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Raise what paints over the report."""
    msg = "\x1b[2J\x1b[H\x1b[32m03_retries 10/10\x1b[0m\x1b]0;passed\x07\u202edessap"
    raise RuntimeError(msg)
