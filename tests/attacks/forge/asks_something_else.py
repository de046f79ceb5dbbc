# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Sends a request that the API refuses at once, wherever the right one would be met by an error."
# wall = "silence"
# must = "failed"
# through = "points"
# ///
"""A request was seen, and no claim is about this one: the cousin of silence."""

from __future__ import annotations

import sys

import anthropic
from anthropic import Anthropic
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

sys.cases = getattr(sys, "cases", -2) + 1


def create_with_retries(
    client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_attempts: int, deadline: float
) -> Message:
    """Ask for less than nothing where a right question would be hard to answer."""
    if sys.cases not in {0, 15}:
        params = {**params, "max_tokens": -1}
    return client.messages.create(**params)
