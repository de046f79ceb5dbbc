# /// mistake
# fails = ["LOG-08"]
# hint = "The field is called `seconds`."
# ///
"""Log each call of the API, whatever comes of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypedDict

from anthropic import Anthropic
from anthropic.types import Message, Usage
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
    """Call `client.messages.create(**params)` once, `emit` one record of it, and return the message.

    The SDK's own retries are off. Whatever the call raises is raised again as it came, after the record.

    Source: https://platform.claude.com/docs/en/api/errors
    """
    record = LogRecord(
        request_id=None,
        model=str(params["model"]),
        attempt=attempt,
        seconds=0.0,
        stop_reason=None,
        error_type=None,
        usage=None,
    )
    begun = time.monotonic()  # the time of day may be set while the call runs
    try:
        message = client.with_options(max_retries=0).messages.create(**params)
    except BaseException as error:  # Ctrl-C ends a call too, and the request may have been paid for
        record["request_id"] = getattr(error, "request_id", None)
        record["error_type"] = getattr(error, "type", None) or type(error).__name__
        raise
    else:
        record["request_id"] = message._request_id  # noqa: SLF001 (public, its docstring says)
        record["stop_reason"] = message.stop_reason
        record["usage"] = _counts(message.usage)
        return message
    finally:
        record["seconds"] = (time.monotonic() - begun) * 1000
        emit(record)


def _counts(usage: Usage) -> dict[str, int]:
    """Return the counts that the price depends on; the API leaves a cache count out where there is none."""
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cache_creation_input_tokens": usage.cache_creation_input_tokens or 0,
        "cache_read_input_tokens": usage.cache_read_input_tokens or 0,
    }
