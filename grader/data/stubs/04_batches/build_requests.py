"""Build the requests of a batch; each has a custom_id that leads back to your key."""

from __future__ import annotations

from collections.abc import Sequence

from anthropic.types.message_create_params import MessageCreateParams
from anthropic.types.messages.batch_create_params import Request


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
    # TODO: refuse what a batch can't hold, and build a request of each item.
    raise NotImplementedError


def key_of(custom_id: str) -> str:
    """Return the key of the item whose request has this custom_id: nothing else is known, it is another process."""
    # TODO: read the key out of the custom_id.
    raise NotImplementedError
