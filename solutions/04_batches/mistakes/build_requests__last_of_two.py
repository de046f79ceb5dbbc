# /// mistake
# fails = ["BUILD-10"]
# hint = "A dict keeps the last of two items with one key, and the other is never sent."
# ///
"""Build the requests of a batch; each has a custom_id that leads back to your key."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import cast

from anthropic.types.message_create_params import MessageCreateParams, MessageCreateParamsNonStreaming
from anthropic.types.messages.batch_create_params import Request

MOST_BYTES = 47  # 63 characters of base64; one more is the prefix


class CannotBatch(Exception):
    """An item can't be sent in a batch; `key` is its key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the item {key!r} can't be sent in a batch")
        self.key = key


def build_requests(items: Sequence[tuple[str, MessageCreateParams]]) -> list[Request]:
    """Return a request for each key and its parameters, in this order.

    A custom_id has 1 to 64 of the characters a-z, A-Z, 0-9, `_` and `-`. Parameters are as they were given, without
    `stream` and `speed`. Raises CannotBatch for a key that comes twice or has more than 48 bytes (those of up to 36
    always fit), and for `max_tokens` of 0.

    Source: https://platform.claude.com/docs/en/build-with-claude/batch-processing
    """
    requests: list[Request] = []
    seen: set[str] = set()
    for key, params in dict(items).items():
        if key in seen or len(key.encode()) > MOST_BYTES or params["max_tokens"] == 0:
            raise CannotBatch(key)
        seen.add(key)
        requests.append({"custom_id": _custom_id(key), "params": _for_a_batch(params)})
    return requests


def key_of(custom_id: str) -> str:
    """Return the key of the item whose request has this custom_id: nothing else is known, it is another process."""
    encoded = custom_id.removeprefix("k")
    return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()


def _custom_id(key: str) -> str:
    """Return the key in base64, without its `=`; the prefix is there for the empty key."""
    return "k" + urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _for_a_batch(params: MessageCreateParams) -> MessageCreateParamsNonStreaming:
    """Return a copy of the parameters, without those that no batch takes."""
    kept = {name: value for name, value in params.items() if name not in {"stream", "speed"}}
    return cast("MessageCreateParamsNonStreaming", kept)
