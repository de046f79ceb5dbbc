"""Repeat a call that failed for a passing reason, within bounds."""

from __future__ import annotations

from anthropic import Anthropic
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

BASE = 0.5  # seconds: the first backoff
CAP = 8.0  # seconds: the longest backoff
SPEND_LIMITS = frozenset({"enforced_spend_limit_reached", "contract_spend_limit_reached"})  # values of error_code


def create_with_retries(
    client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_attempts: int, deadline: float
) -> Message:
    """Return the message of the first attempt at `client.messages.create(**params)` that succeeds.

    - `max_attempts`: how many requests may be sent in all, at least 1.
    - `deadline`: seconds from this call on; no attempt but the first starts later than that.

    Raises the error of the last attempt, as the SDK raised it: at once if it should not be retried, if
    `max_attempts` are used up, or if the wait before the next attempt would end after the deadline.

    Source: https://platform.claude.com/docs/en/api/errors
    """
    # TODO: send at most `max_attempts` requests, and return the first message.
    # TODO: retry only what may pass; wait as the server asks, else back off with jitter.
    # TODO: raise the last error as soon as no further attempt may follow.
    raise NotImplementedError
