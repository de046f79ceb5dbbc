# /// mistake
# fails = ["FOLD-09"]
# hint = "A message may have fields that you do not know: begin with all that `message_start` says."
# ///
"""Fold the raw events of a stream into the finished message. The lesson is in README.md."""

from __future__ import annotations

import json
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
    message: dict[str, Any] = {}
    content: list[dict[str, Any]] = []
    written: dict[int, str] = {}
    for event in events:
        match event:
            case {"type": "message_start", "message": begun}:
                message = {"content": content, "usage": begun["usage"]}
                message |= {key: begun[key] for key in ("id", "type", "role", "model")}
            case {"type": "content_block_start", "content_block": block}:
                content.append(dict(block))
            case {"type": "content_block_delta", "index": index, "delta": {"type": "input_json_delta"} as delta}:
                written[index] = written.get(index, "") + delta["partial_json"]
            case {"type": "content_block_delta", "index": index, "delta": delta}:
                add(content[index], delta)
            case {"type": "content_block_stop", "index": index} if written.get(index):
                # Only now is the input whole. Where nothing was written, it is {} from the start.
                content[index]["input"] = json.loads(written[index])
            case {"type": "message_delta", "delta": delta, "usage": usage}:
                totals = {name: count for name, count in usage.items() if count is not None}
                message |= {**delta, "usage": {**message["usage"], **totals}}
    return message


def add(block: dict[str, Any], delta: dict[str, Any]) -> None:
    """Add a delta to its block, one of an unknown type aside."""
    match delta["type"]:
        case "text_delta":
            block["text"] += delta["text"]
        case "thinking_delta":
            block["thinking"] += delta["thinking"]
        case "signature_delta":
            block["signature"] = delta["signature"]
        case "citations_delta":
            block["citations"] = [*block.get("citations", []), delta["citation"]]
