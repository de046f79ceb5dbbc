"""Log each call of the API, whatever comes of it: in a context manager."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypedDict

import anthropic
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

COUNTS = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


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
    client: anthropic.Anthropic,
    params: MessageCreateParamsNonStreaming,
    *,
    emit: Callable[[LogRecord], None],
    attempt: int,
) -> Message:
    """Call once without retries, within a log."""
    with logged(emit, params["model"], attempt) as record:
        message = client.with_options(max_retries=0).messages.create(**params)
        record["request_id"] = message._request_id  # noqa: SLF001 (public, its docstring says)
        record["stop_reason"] = message.stop_reason
        record["usage"] = {name: getattr(message.usage, name) or 0 for name in COUNTS}
        return message


@contextmanager
def logged(emit: Callable[[LogRecord], None], model: str, attempt: int) -> Iterator[LogRecord]:
    """Emit the record of what happens within, and let what is raised pass."""
    record: LogRecord = {
        "request_id": None,
        "model": model,
        "attempt": attempt,
        "seconds": 0.0,
        "stop_reason": None,
        "error_type": None,
        "usage": None,
    }
    begun = time.perf_counter()
    try:
        yield record
    except anthropic.APIStatusError as error:
        record["request_id"] = error.request_id
        record["error_type"] = error.type or type(error).__name__
        raise
    except BaseException as error:
        record["error_type"] = type(error).__name__
        raise
    finally:
        record["seconds"] = time.perf_counter() - begun
        emit(record)
