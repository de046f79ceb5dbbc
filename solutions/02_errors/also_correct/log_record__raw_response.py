"""Log each call of the API, whatever comes of it: from the raw response, one record for each way to end."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TypedDict

from anthropic import Anthropic, APIStatusError
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming


class LogRecord(TypedDict):
    """What is kept of one call: nothing that anybody said, and no key. Plain data, ready for JSON."""

    request_id: str | None  # from the header `request-id`, of messages and errors alike
    model: str  # the one that was asked for
    attempt: int  # as given
    seconds: float  # from the call to its end, by a clock that nobody sets
    stop_reason: str | None  # None for a call that failed, as is `usage`
    error_type: str | None  # such as "rate_limit_error"; None for a message
    usage: dict[str, int] | None  # the lesson's four counts, by their names in `message.usage`


def create_and_log(
    client: Anthropic, params: MessageCreateParamsNonStreaming, *, emit: Callable[[LogRecord], None], attempt: int
) -> Message:
    """Call once without retries, and log what the raw response says."""
    begun = time.monotonic_ns()
    log = partial(finish, emit, params["model"], attempt, begun)
    try:
        raw = client.with_options(max_retries=0).messages.with_raw_response.create(**params)
        message = raw.parse()
    except APIStatusError as error:
        log(error.response.headers.get("request-id"), error_type=error.type or type(error).__name__)
        raise
    except BaseException as error:
        log(None, error_type=type(error).__name__)
        raise
    usage = {
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        **message.usage.to_dict(),
    }
    counts = {name: int(str(usage[name])) for name in usage if name.endswith("put_tokens")}
    log(raw.headers.get("request-id"), stop_reason=message.stop_reason, usage=counts)
    return message


def finish(
    emit: Callable[[LogRecord], None],
    model: str,
    attempt: int,
    begun: int,
    request_id: str | None,
    *,
    stop_reason: str | None = None,
    error_type: str | None = None,
    usage: dict[str, int] | None = None,
) -> None:
    """Emit the record of a call that has ended now."""
    emit(
        {
            "request_id": request_id,
            "model": model,
            "attempt": attempt,
            "seconds": (time.monotonic_ns() - begun) / 1e9,
            "stop_reason": stop_reason,
            "error_type": error_type,
            "usage": usage,
        }
    )
