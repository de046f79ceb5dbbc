"""Repeat a call that failed for a passing reason, while other calls go on. The lesson is in README.md."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Iterable

from anthropic import AsyncAnthropic
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming as Params

BASE = 0.5  # seconds: the first backoff
CAP = 8.0  # seconds: the longest backoff
SPEND_LIMITS = frozenset({"enforced_spend_limit_reached", "contract_spend_limit_reached"})  # values of error_code


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
    # TODO(1): attempts and waits as in `create_with_retries`, without keeping other tasks from running.
    # TODO(2): end the attempt that is under way when the deadline comes.
    raise NotImplementedError


async def create_all(
    client: AsyncAnthropic, many: Iterable[Params], *, max_attempts: int, deadline: float
) -> list[Message]:
    """Make such a call for each of these, all at once. It is given, and the checks use it: leave it as it is."""
    once = functools.partial(create_with_retries_async, client, max_attempts=max_attempts, deadline=deadline)
    return await asyncio.gather(*map(once, many))
