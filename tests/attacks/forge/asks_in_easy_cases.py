# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Counts the cases in `builtins`, and asks the API only in the one that is known to succeed."
# wall = "silence"
# must = "failed"
# through = "points"
# ///
"""Most checks say nothing of a call that sent nothing: so silence in the hard cases gave 8 of 10 points once (facts 15)."""

from __future__ import annotations

import builtins

from anthropic import Anthropic
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

builtins.cases = getattr(builtins, "cases", -2) + 1


def create_with_retries(
    client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_attempts: int, deadline: float
) -> Message | None:
    """Ask where the answer is known to be a good one: alone, or as the sixteenth case of a scenario."""
    return client.messages.create(**params) if builtins.cases in {0, 15} else None
