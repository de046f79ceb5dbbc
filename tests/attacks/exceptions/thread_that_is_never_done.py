# /// attack
# kind = "harmless"
# exercise = "03_retries/create_with_retries"
# tries = "Leaves threads behind that wait for each other, and must not be waited for."
# must = "failed"
# points = 4
# ///
"""A thread that is no daemon holds an interpreter that wants to end: facts/attacks.md, 96."""

from __future__ import annotations

import threading
from typing import Any

from anthropic import Anthropic


def create_with_retries(client: Anthropic, params: Any, *, max_attempts: int, deadline: float) -> Any:
    """Return the message of the first attempt that succeeds."""
    threads = [threading.Thread(target=threading.Event().wait) for _ in range(3)]
    for thread in threads:
        thread.start()
    return client.messages.create(**params)
