# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Closes its half of the channel and lives on."
# must = "crashed"
# points = 0
# ///
"""A peer that will never speak again and is not dead: facts/attacks.md, 73."""

from __future__ import annotations

import os
import select
import socket
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    channel = socket.socket(fileno=os.dup(3))
    channel.shutdown(socket.SHUT_WR)
    while True:
        select.epoll().poll(1)
