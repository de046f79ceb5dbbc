"""Fold the raw events of a stream into the finished message. The lesson is in README.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def fold_events(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the message that the events of a stream make: what the API would have answered without `stream`.

    `events` are the parsed `data` of all events of one complete stream, from `message_start` to `message_stop`, in
    order. The message is that of `message_start`, with the finished blocks as its `content`, the fields of
    `message_delta`, and the counts of `usage` as they are at the end.
    Events and deltas of an unknown type are passed over. Nothing is sent, printed or kept.
    Source: https://platform.claude.com/docs/en/build-with-claude/streaming
    """
    # TODO(1): begin with the message of `message_start`, and add a block for each `content_block_start`.
    # TODO(2): add each delta to the block of its `index`; parse the input of a tool when its block stops.
    # TODO(3): take over what `message_delta` says: the stop reason and its like, and the running totals of `usage`.
    raise NotImplementedError
