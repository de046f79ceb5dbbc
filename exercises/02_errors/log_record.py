"""Log each call of the API, whatever comes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from anthropic import Anthropic
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
    """Call `client.messages.create(**params)` once, `emit` one record of it, and return the message.

    The SDK's own retries are off. Whatever the call raises is raised again as it came, after the record.

    Source: https://platform.claude.com/docs/en/api/errors
    """
    # TODO: make the call once, and take the time.
    # TODO: emit one record, however the call ends.
    raise NotImplementedError
