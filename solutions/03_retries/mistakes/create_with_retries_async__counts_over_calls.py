# /// mistake
# fails = ["ARETRY-04"]
# hint = "A counter of the module counts the attempts of all calls together. Each call has its own."
# ///
"""Repeat a call that failed for a passing reason, while other calls go on. The lesson is in README.md."""

from __future__ import annotations

import asyncio
import functools
import itertools
import random
from collections.abc import Iterable

from anthropic import APIConnectionError, APIStatusError, AsyncAnthropic
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming as Params

BASE = 0.5  # seconds: the first backoff
CAP = 8.0  # seconds: the longest backoff
SPEND_LIMITS = frozenset({"enforced_spend_limit_reached", "contract_spend_limit_reached"})  # values of error_code

NUMBERS = itertools.count(1)


async def create_with_retries_async(
    client: AsyncAnthropic, params: Params, *, max_attempts: int, deadline: float
) -> Message:
    """Return the message of the first attempt at `client.messages.create(**params)` that succeeds.

    - `max_attempts`: how many requests may be sent in all, at least 1.
    - `deadline`: seconds from this call on; it bounds all attempts and waits together.

    Raises the last attempt's error, as `create_with_retries` does; TimeoutError if an attempt is under way at the
    deadline; CancelledError, at once, if it is cancelled.
    Source: https://platform.claude.com/docs/en/api/errors, https://docs.python.org/3/library/asyncio-task.html
    """
    once = client.with_options(max_retries=0)  # one retry layer: the SDK's own retries would multiply ours
    ends = asyncio.get_running_loop().time() + deadline  # the loop's clock does not jump
    async with asyncio.timeout_at(ends):  # ends an attempt under way; a wait is refused before it begins
        for attempt in NUMBERS:
            try:
                return await once.messages.create(**params)
            except (APIConnectionError, APIStatusError) as error:  # CancelledError is neither, and gets through
                if attempt >= max_attempts or not _may_pass(error):
                    raise
                delay = _asked(error) or min(CAP, BASE * 2.0 ** (attempt - 1)) * (1 - random.random() / 4)  # noqa: S311
                if asyncio.get_running_loop().time() + delay > ends:
                    raise
            await asyncio.sleep(delay)  # other tasks run meanwhile; time.sleep would stop them all
    msg = "max_attempts must be at least 1"
    raise ValueError(msg)


async def create_all(
    client: AsyncAnthropic, many: Iterable[Params], *, max_attempts: int, deadline: float
) -> list[Message]:
    """Make such a call for each of these, all at once. It is given, and the checks use it: leave it as it is."""
    once = functools.partial(create_with_retries_async, client, max_attempts=max_attempts, deadline=deadline)
    return await asyncio.gather(*map(once, many))


def _may_pass(error: APIConnectionError | APIStatusError) -> bool:
    """Tell whether the same request may succeed later. What the server says wins over the status."""
    if isinstance(error, APIConnectionError):
        return True
    if error.error_code in SPEND_LIMITS:
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
