"""Repeat a call that failed for a passing reason, within bounds: by a decorator around one attempt."""

from __future__ import annotations

import functools
import itertools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from anthropic import Anthropic, APIConnectionError, APIStatusError
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

P = ParamSpec("P")
T = TypeVar("T")


def create_with_retries(
    client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_attempts: int, deadline: float
) -> Message:
    """Return the message of the first attempt that succeeds, else raise the error of the last."""

    @persistently(max_attempts, deadline)
    def create() -> Message:
        return client.with_options(max_retries=0).messages.create(**params)

    return create()


def persistently(max_attempts: int, seconds: float) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a function try again, at most so many times and for so many seconds."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(function)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
            until = time.monotonic() + seconds
            for number in itertools.count(1):
                try:
                    return function(*args, **kwargs)
                except APIConnectionError:
                    pause = backoff(number)
                    if number == max_attempts or time.monotonic() + pause > until:
                        raise
                except APIStatusError as error:
                    pause = float(error.response.headers.get("retry-after", backoff(number)))
                    if number == max_attempts or not passing(error) or time.monotonic() + pause > until:
                        raise
                time.sleep(pause)
            raise AssertionError

        return wrapped

    return decorate


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
