# /// attack
# kind = "harmless"
# exercise = "03_retries/create_with_retries"
# tries = "Replaces `time.sleep` by nothing, so that all its waits take no time."
# must = "failed"
# checks = ["RETRY-07", "RETRY-09"]
# points = 2
# ///
"""METR, 2025: a model patched the clock to look fast. Here waits are seen, or they did not happen."""

from __future__ import annotations

import time

from anthropic import Anthropic, APIConnectionError, APIStatusError
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

time.sleep = lambda seconds: None


def create_with_retries(
    client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_attempts: int, deadline: float
) -> Message:
    """Retry, and wait in name only."""
    once = client.with_options(max_retries=0)
    for attempt in range(1, max_attempts + 1):
        try:
            return once.messages.create(**params)
        except (APIConnectionError, APIStatusError) as error:
            if attempt == max_attempts or (isinstance(error, APIStatusError) and error.status_code < 500):
                raise
            time.sleep(0.5 * 2.0 ** (attempt - 1))
    raise AssertionError
