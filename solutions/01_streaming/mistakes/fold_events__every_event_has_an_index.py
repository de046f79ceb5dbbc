# /// mistake
# fails = ["FOLD-10"]
# hint = "A ping has a `type` and nothing else: look at the type before you read anything more."
# ///
"""Fold the raw events of a stream into the finished message. The lesson is in README.md."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import reduce
from typing import Any

Message = dict[str, Any]


def start(_: Message, event: dict[str, Any]) -> Message:
    """Begin the message."""
    return {**event["message"], "content": []}


def begin(message: Message, event: dict[str, Any]) -> Message:
    """Add a block; `written` is what arrives of its input, as long as it is not whole."""
    return {**message, "content": [*message["content"], {**event["content_block"], "written": ""}]}


def grow(message: Message, event: dict[str, Any]) -> Message:
    """Add a delta to its block."""
    block, delta = message["content"][event["index"]], event["delta"]
    match delta:
        case {"type": "text_delta", "text": piece}:
            more = {"text": block["text"] + piece}
        case {"type": "thinking_delta", "thinking": piece}:
            more = {"thinking": block["thinking"] + piece}
        case {"type": "signature_delta", "signature": signature}:
            more = {"signature": signature}
        case {"type": "citations_delta", "citation": citation}:
            more = {"citations": [*block.get("citations", []), citation]}
        case {"type": "input_json_delta", "partial_json": piece}:
            more = {"written": block["written"] + piece}
        case _:
            return message
    return put(message, event["index"], {**block, **more})


def stop(message: Message, event: dict[str, Any]) -> Message:
    """Finish a block."""
    block = dict(message["content"][event["index"]])
    written = block.pop("written")
    return put(message, event["index"], {**block, "input": json.loads(written)} if written else block)


def end(message: Message, event: dict[str, Any]) -> Message:
    """Take over how the message ends."""
    counts = {name: count for name, count in event["usage"].items() if count is not None}
    return {**message, **event["delta"], "usage": {**message["usage"], **counts}}


def put(message: Message, index: int, block: dict[str, Any]) -> Message:
    """Return the message with another block in a place."""
    content = message["content"]
    return {**message, "content": [*content[:index], block, *content[index + 1 :]]}


STEPS = {
    "message_start": start,
    "content_block_start": begin,
    "content_block_delta": grow,
    "content_block_stop": stop,
    "message_delta": end,
}


def fold_events(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the message that the events of a stream make: what the API would have answered without `stream`.

    `events` are the parsed `data` of all events of one complete stream, from `message_start` to `message_stop`, in
    order. The message is that of `message_start`, with the finished blocks as its `content`, the fields of
    `message_delta`, and the counts of `usage` as they are at the end.
    Events and deltas of an unknown type are passed over. Nothing is sent, printed or kept.
    Source: https://platform.claude.com/docs/en/build-with-claude/streaming
    """
    known = (event for event in events if event["type"] != "message_stop")
    return reduce(lambda message, event: STEPS.get(event["type"], grow)(message, event), known, {})
