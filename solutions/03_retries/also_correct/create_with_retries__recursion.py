"""Repeat a call that failed for a passing reason, within bounds: by recursion."""

from __future__ import annotations

import random
import time

from anthropic import Anthropic, APIConnectionError, APIError, APIStatusError
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming


def create_with_retries(
    client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_attempts: int, deadline: float
) -> Message:
    """Return the message of the first attempt that succeeds, else raise the error of the last."""
    return attempt(client.with_options(max_retries=0), params, 0.5, max_attempts, time.monotonic() + deadline)


def attempt(
    client: Anthropic, params: MessageCreateParamsNonStreaming, backoff: float, left: int, until: float
) -> Message:
    """Try once, then leave the rest to the next attempt."""
    try:
        return client.messages.create(**params)
    except APIError as error:
        wait = max(backoff * random.uniform(0.75, 1), asked(error))  # noqa: S311
        if left == 1 or not passing(error) or time.monotonic() + wait > until:
            raise
    time.sleep(wait)
    return attempt(client, params, min(backoff * 2, 8.0), left - 1, until)


def passing(error: APIError) -> bool:
    """Tell whether another attempt may help."""
    if not isinstance(error, APIStatusError):
        return isinstance(error, APIConnectionError)
    if error.error_code in {"enforced_spend_limit_reached", "contract_spend_limit_reached"}:
        return False
    default = "true" if error.status_code in {408, 409, 429} or error.status_code >= 500 else "false"
    return bool(error.response.headers.get("x-should-retry", default) == "true")


def asked(error: APIError) -> float:
    """Return the seconds that the server asks for, 0 if it asks for none."""
    text = error.response.headers.get("retry-after", "") if isinstance(error, APIStatusError) else ""
    return float(text) if text.isdecimal() else 0.0
