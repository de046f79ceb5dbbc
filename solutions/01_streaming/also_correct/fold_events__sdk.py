"""Fold the raw events of a stream into the finished message. The lesson is in README.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from anthropic.lib.streaming._messages import accumulate_event
from anthropic.types import RawMessageStreamEvent
from anthropic.types.parsed_message import ParsedMessage


def fold_events(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the message that the events of a stream make: what the API would have answered without `stream`.

    `events` are the parsed `data` of all events of one complete stream, from `message_start` to `message_stop`, in
    order. The message is that of `message_start`, with the finished blocks as its `content`, the fields of
    `message_delta`, and the counts of `usage` as they are at the end.
    Events and deltas of an unknown type are passed over. Nothing is sent, printed or kept.
    Source: https://platform.claude.com/docs/en/build-with-claude/streaming
    """
    snapshot: ParsedMessage[None] | None = None
    buffers: dict[int, bytes] = {}
    for event in events:
        raw = cast("RawMessageStreamEvent", event)
        snapshot = accumulate_event(event=raw, current_snapshot=snapshot, json_bufs=buffers)
    return snapshot.to_dict() if snapshot else {}
