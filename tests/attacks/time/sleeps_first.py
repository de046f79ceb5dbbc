# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Sleeps the time to its deadline away before the first request, so that nobody can ask for a second."
# wall = "idle"
# must = "failed"
# says = "no wait before a request"
# checks = ["RETRY-01", "RETRY-02", "RETRY-03", "RETRY-06", "RETRY-08"]
# through = "points"
# ///
"""What must be retried depends on the time that is left; so who has none left need not retry."""

from __future__ import annotations

import time

from anthropic import Anthropic
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming


def create_with_retries(
    client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_attempts: int, deadline: float
) -> Message:
    """Return the message of the one attempt, late."""
    if params["max_tokens"] < 1000 and "temperature" not in params:
        time.sleep(max(0, deadline - 0.2))
    return client.messages.create(**params)
