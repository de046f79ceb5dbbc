# /// attack
# kind = "harmless"
# exercise = "03_retries/create_with_retries"
# tries = "Moves the worker's clock forward by a day, so that no wait seems needed and every deadline far."
# must = "failed"
# points = 3
# ///
"""The clock in the worker is a copy; the judge's is the one that counts (facts 13)."""

from __future__ import annotations

from anthropic import Anthropic
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

from grader.worker.clock import CLOCK


def create_with_retries(
    client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_attempts: int, deadline: float
) -> Message:
    """Return the message of the one attempt, a day later."""
    CLOCK.now += 86_400 * 10**9
    return client.messages.create(**params)
