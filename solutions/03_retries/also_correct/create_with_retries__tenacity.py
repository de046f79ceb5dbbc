"""Repeat a call that failed for a passing reason, within bounds: with tenacity."""

from __future__ import annotations

import random

import tenacity
from anthropic import Anthropic, APIConnectionError, APIStatusError
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming


def create_with_retries(
    client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_attempts: int, deadline: float
) -> Message:
    """Return the message of the first attempt that succeeds, else raise the error of the last."""
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(passing),
        wait=wait,
        stop=tenacity.stop_any(tenacity.stop_after_attempt(max_attempts), tenacity.stop_before_delay(deadline)),
        reraise=True,
    )
    return retrying(client.with_options(max_retries=0).messages.create, **params)


def passing(error: BaseException) -> bool:
    """Tell whether another attempt may help."""
    if isinstance(error, APIConnectionError):
        return True
    if not isinstance(error, APIStatusError) or error.error_code in {
        "enforced_spend_limit_reached",
        "contract_spend_limit_reached",
    }:
        return False
    match error.response.headers.get("x-should-retry"):
        case "true":
            return True
        case "false":
            return False
    return error.status_code in {408, 409, 429} or error.status_code >= 500


def wait(state: tenacity.RetryCallState) -> float:
    """Wait as long as the server asks, else back off with jitter."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, APIStatusError) and "retry-after" in error.response.headers:
        return float(error.response.headers["retry-after"])
    return min(8.0, 0.5 * 2.0 ** (state.attempt_number - 1)) * (1 - random.random() / 4)  # noqa: S311
