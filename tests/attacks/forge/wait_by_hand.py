# /// attack
# kind = "documented-limit"
# exercise = "03_retries/create_with_retries"
# tries = "Sends the message of a wait by itself, and never sleeps."
# must = "passed"
# checks = ["RETRY-09"]
# ///
"""Facts 13: to say that one waits is to wait, for the clock is the judge's. So this is as good as `time.sleep`."""

from __future__ import annotations

import random

from anthropic import Anthropic, APIConnectionError, APIStatusError
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

from grader import protocol
from grader.worker.channel import JUDGE


def create_with_retries(
    client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_attempts: int, deadline: float
) -> Message:
    """Retry on whatever comes back, and wait by hand."""
    once = client.with_options(max_retries=0)
    for attempt in range(1, max_attempts + 1):
        try:
            return once.messages.create(**params)
        except (APIConnectionError, APIStatusError):
            if attempt == max_attempts:
                raise
            delay = min(8.0, 0.5 * 2.0 ** (attempt - 1)) * (1 - random.random() / 4)
            JUDGE.ask(protocol.Wait(round(delay * 10**9)))
    raise AssertionError
