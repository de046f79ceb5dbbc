# /// mistake
# fails = ["RETRY-05"]
# hint = "An `error_code` alone is no spend limit: codes may be added, and only those in SPEND_LIMITS last."
# ///
"""Repeat a call that failed for a passing reason, within bounds."""

from __future__ import annotations

import random
import time

from anthropic import Anthropic, APIConnectionError, APIStatusError
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
    once = client.with_options(max_retries=0)  # one retry layer: the SDK's own retries would multiply ours
    started = time.monotonic()  # the time of day may jump
    for attempt in range(1, max_attempts + 1):
        try:
            return once.messages.create(**params)
        except (APIConnectionError, APIStatusError) as error:
            if attempt == max_attempts or not _may_pass(error):
                raise
            delay = _asked(error) or min(CAP, BASE * 2.0 ** (attempt - 1)) * (1 - random.random() / 4)  # noqa: S311
            if time.monotonic() - started + delay > deadline:  # asked before the wait: one that ends too late is no use
                raise
        time.sleep(delay)
    msg = "max_attempts must be at least 1"
    raise ValueError(msg)


def _may_pass(error: APIConnectionError | APIStatusError) -> bool:
    """Tell whether the same request may succeed later. What the server says wins over the status."""
    if isinstance(error, APIConnectionError):
        return True
    if error.error_code:
        return False
    told = error.response.headers.get("x-should-retry")
    if told in {"true", "false"}:
        return told == "true"
    return error.status_code in {408, 409, 429} or error.status_code >= 500


def _asked(error: APIConnectionError | APIStatusError) -> float:
    """Return the seconds that `retry-after` asks for, 0 if it asks for none."""
    if isinstance(error, APIConnectionError):
        return 0.0
    try:
        return max(0.0, float(error.response.headers["retry-after"]))
    except (KeyError, ValueError):
        return 0.0
