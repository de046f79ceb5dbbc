# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Sends one message of 512 MiB, which a judge would have to hold in memory before it can refuse it."
# wall = "frames"
# must = "failed"
# says = "too large"
# through = "harm"
# checks = ["DELAY-01"]
# limits = { cpu = 5.0, wall = 10.0, exercise = 20.0 }
# ///
"""Descriptor 3 is the channel; whoever finds it can write frames of his own (facts 63, 64)."""

from __future__ import annotations

import socket
from collections.abc import Mapping

SIZE = 512 << 20


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Send the head of a frame, and then zeros."""
    with socket.socket(fileno=3) as judge:
        judge.sendall(SIZE.to_bytes(4, "big"))
        piece = bytes(1 << 20)
        for _ in range(SIZE >> 20):
            judge.sendall(piece)
    return base
