"""Build the requests of a batch: the bytes of a key are a number, and a custom_id its digits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from string import ascii_letters, digits
from typing import cast

from anthropic.types.message_create_params import MessageCreateParams, MessageCreateParamsNonStreaming
from anthropic.types.messages.batch_create_params import Request

DIGITS = ascii_letters + digits


class CannotBatch(Exception):
    """An item can't be sent in a batch; `key` is its key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the item {key!r} can't be sent in a batch")
        self.key = key


def build_requests(items: Sequence[tuple[str, MessageCreateParams]]) -> list[Request]:
    """Look for what can't be sent, then build all requests."""
    times = Counter(key for key, _ in items)
    for key, params in items:
        if times[key] > 1 or not params["max_tokens"] or len(custom_id(key)) > 64:
            raise CannotBatch(key)
    return [Request(custom_id=custom_id(key), params=without(params)) for key, params in items]


def without(params: MessageCreateParams) -> MessageCreateParamsNonStreaming:
    """Return the parameters in the form that does not stream."""
    kept = dict(params)
    kept.pop("speed", None)
    kept["stream"] = False
    return cast("MessageCreateParamsNonStreaming", kept)


def custom_id(key: str) -> str:
    """Return the digits of the key's bytes; a 1 in front keeps those that are zero."""
    return in_digits(int.from_bytes(b"\1" + key.encode()))


def in_digits(number: int) -> str:
    """Return a number to the base of as many digits as there are."""
    rest, last = divmod(number, len(DIGITS))
    return (in_digits(rest) if rest else "") + DIGITS[last]


def key_of(custom_id: str) -> str:
    """Return the bytes of the number, as text."""
    number = 0
    for digit in custom_id:
        number = number * len(DIGITS) + DIGITS.index(digit)
    return number.to_bytes((number.bit_length() + 7) // 8)[1:].decode()
