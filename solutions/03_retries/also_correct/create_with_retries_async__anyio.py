"""Repeat a call that failed for a passing reason, while other calls go on: with anyio."""

from __future__ import annotations

import asyncio
import functools
import random
from collections.abc import Iterable

import anyio
from anthropic import APIConnectionError, APIStatusError, AsyncAnthropic
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming as Params


async def create_with_retries_async(
    client: AsyncAnthropic, params: Params, *, max_attempts: int, deadline: float
) -> Message:
    """Return the message of the first attempt that succeeds, else raise the error of the last."""
    until = anyio.current_time() + deadline
    number = 1
    while True:
        try:
            with anyio.fail_after(until - anyio.current_time()):
                return await client.with_options(max_retries=0).messages.create(**params)
        except APIConnectionError:
            pause = backoff(number)
            if number == max_attempts or anyio.current_time() + pause > until:
                raise
        except APIStatusError as error:
            pause = float(error.response.headers.get("retry-after", backoff(number)))
            if number == max_attempts or not passing(error) or anyio.current_time() + pause > until:
                raise
        await anyio.sleep(pause)
        number += 1


async def create_all(
    client: AsyncAnthropic, many: Iterable[Params], *, max_attempts: int, deadline: float
) -> list[Message]:
    """Make such a call for each of these, all at once. It is given, and the checks use it: leave it as it is."""
    once = functools.partial(create_with_retries_async, client, max_attempts=max_attempts, deadline=deadline)
    return await asyncio.gather(*map(once, many))


def backoff(number: int) -> float:
    """Double from 0.5 s to 8 s, less up to a quarter."""
    longest: float = min(8, 2 ** (number - 2))
    return random.uniform(0.75 * longest, longest)  # noqa: S311


def passing(error: APIStatusError) -> bool:
    """Tell whether another attempt may help."""
    told = error.response.headers.get("x-should-retry")
    if told == "false" or error.error_code in ("enforced_spend_limit_reached", "contract_spend_limit_reached"):
        return False
    return told == "true" or error.status_code in {408, 409, 429} or error.status_code >= 500
