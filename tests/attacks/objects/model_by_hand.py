# /// attack
# kind = "harmless"
# exercise = "03_retries/create_with_retries"
# tries = "Returns a message of the SDK that it made up, with fields that no message has."
# must = "failed"
# checks = ["RETRY-01"]
# ///
"""`model_construct` checks nothing: what counts is that it equals what the API sent."""

from __future__ import annotations

from typing import Any

import anthropic
from anthropic import Anthropic


def create_with_retries(client: Anthropic, params: Any, *, max_attempts: int, deadline: float) -> Any:
    """Return the message of the first attempt that succeeds."""
    client.messages.create(**params)
    return anthropic.types.Message.model_construct(
        id=[], content=None, role=b"\xff", usage=float("nan"), stop_reason={1: 2}, **{"$": "error"}
    )
