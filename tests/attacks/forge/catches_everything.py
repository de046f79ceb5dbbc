# /// attack
# kind = "harmless"
# exercise = "03_retries/create_with_retries"
# tries = "Catches every exception there is, and returns what looks like a message."
# must = "failed"
# points = 2
# ///
"""Fooled graders that took an answer without an error for a right one."""

from __future__ import annotations

import anthropic
from anthropic import Anthropic
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming


def create_with_retries(
    client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_attempts: int, deadline: float
) -> Message:
    """Return a message, come what may."""
    try:
        return client.messages.create(**params)
    except BaseException:
        return anthropic.types.Message.construct(id="msg_0", role="assistant", content=[], stop_reason="end_turn")
