"""Repeat a call that failed for a passing reason, while other calls go on: by recursion, within wait_for."""

from __future__ import annotations

import asyncio
import functools
import random
from collections.abc import Iterable

from anthropic import APIConnectionError, APIError, APIStatusError, AsyncAnthropic
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming as Params


async def create_with_retries_async(
    client: AsyncAnthropic, params: Params, *, max_attempts: int, deadline: float
) -> Message:
    """Return the message of the first attempt that succeeds, else raise the error of the last."""
    until = asyncio.get_running_loop().time() + deadline
    return await asyncio.wait_for(
        attempt(client.with_options(max_retries=0), params, 0.5, max_attempts, until), deadline
    )


async def attempt(client: AsyncAnthropic, params: Params, backoff: float, left: int, until: float) -> Message:
    """Try once, then leave the rest to the next attempt."""
    try:
        return await client.messages.create(**params)
    except APIError as error:
        wait = max(backoff * random.uniform(0.75, 1), asked(error))  # noqa: S311
        if left == 1 or not passing(error) or asyncio.get_running_loop().time() + wait > until:
            raise
    await asyncio.sleep(wait)
    return await attempt(client, params, min(backoff * 2, 8.0), left - 1, until)


async def create_all(
    client: AsyncAnthropic, many: Iterable[Params], *, max_attempts: int, deadline: float
) -> list[Message]:
    """Make such a call for each of these, all at once. It is given, and the checks use it: leave it as it is."""
    once = functools.partial(create_with_retries_async, client, max_attempts=max_attempts, deadline=deadline)
    return await asyncio.gather(*map(once, many))


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
