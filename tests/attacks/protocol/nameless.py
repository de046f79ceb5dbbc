# /// attack
# kind = "harmless"
# exercise = "03_retries/create_with_retries"
# tries = "Says that an exception without any class was raised, whose cause has none either."
# must = "crashed"
# points = 0
# ///
"""Empty where one is expected: the first of no bases."""

from __future__ import annotations

import sys
from typing import Any

from anthropic import Anthropic

CAUSE = {"$": "error", "mro": [], "message": ""}


def create_with_retries(client: Anthropic, params: Any, *, max_attempts: int, deadline: float) -> Any:
    """Return the message of the first attempt that succeeds."""
    sys.modules["grader.worker.errors"].encode = lambda *_: CAUSE | {"cause": CAUSE}
    client.messages.create(**params)
    raise ValueError
