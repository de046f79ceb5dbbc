"""Repeat a call that failed for a passing reason, while other calls go on: with tenacity."""

from __future__ import annotations

import asyncio
import functools
import random
from collections.abc import Iterable

import tenacity
from anthropic import APIConnectionError, APIStatusError, AsyncAnthropic
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming as Params


async def create_with_retries_async(
    client: AsyncAnthropic, params: Params, *, max_attempts: int, deadline: float
) -> Message:
    """Return the message of the first attempt that succeeds, else raise the error of the last."""
    retrying = tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception(passing),
        wait=wait,
        stop=tenacity.stop_any(tenacity.stop_after_attempt(max_attempts), tenacity.stop_before_delay(deadline)),
        reraise=True,
    )
    async with asyncio.timeout(deadline):
        return await retrying(create, client.with_options(max_retries=0), params)


async def create(client: AsyncAnthropic, params: Params) -> Message:
    """Make one attempt. tenacity awaits coroutine functions, for which it does not take the SDK's method."""
    return await client.messages.create(**params)


async def create_all(
    client: AsyncAnthropic, many: Iterable[Params], *, max_attempts: int, deadline: float
) -> list[Message]:
    """Make such a call for each of these, all at once. It is given, and the checks use it: leave it as it is."""
    once = functools.partial(create_with_retries_async, client, max_attempts=max_attempts, deadline=deadline)
    return await asyncio.gather(*map(once, many))


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
