# /// mistake
# fails = ["FOLD-02"]
# hint = "A block without a delta is a block all the same: it has its place in `content`."
# ///
"""Fold the raw events of a stream into the finished message. The lesson is in README.md."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

KEYS = {
    "text_delta": "text",
    "thinking_delta": "thinking",
    "signature_delta": "signature",
    "citations_delta": "citation",
    "input_json_delta": "partial_json",
}
"""What each delta holds."""


def finished(begun: dict[str, Any], deltas: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a block as its beginning and all its deltas make it."""

    def said(key: str) -> list[Any]:
        return [delta[key] for delta in deltas if delta["type"] in KEYS and KEYS[delta["type"]] == key]

    block = dict(begun)
    for key in ("text", "thinking", "signature"):
        if said(key):
            block[key] = block[key] + "".join(said(key))
    if said("citation"):
        block["citations"] = said("citation")
    if "".join(said("partial_json")):
        block["input"] = json.loads("".join(said("partial_json")))
    return block


def fold_events(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the message that the events of a stream make: what the API would have answered without `stream`.

    `events` are the parsed `data` of all events of one complete stream, from `message_start` to `message_stop`, in
    order. The message is that of `message_start`, with the finished blocks as its `content`, the fields of
    `message_delta`, and the counts of `usage` as they are at the end.
    Events and deltas of an unknown type are passed over. Nothing is sent, printed or kept.
    Source: https://platform.claude.com/docs/en/build-with-claude/streaming
    """
    known = list(events)
    start = next(event["message"] for event in known if event["type"] == "message_start")
    begun = {event["index"]: event["content_block"] for event in known if event["type"] == "content_block_start"}
    deltas: dict[int, list[dict[str, Any]]] = {index: [] for index in begun}
    for event in known:
        if event["type"] == "content_block_delta":
            deltas[event["index"]].append(event["delta"])
    ends = [event for event in known if event["type"] == "message_delta"]
    counts = {name: count for end in ends for name, count in end["usage"].items() if count is not None}
    content = [
        finished(begun[index], deltas[index]) for index in sorted(begun) if deltas[index] or "input" in begun[index]
    ]
    return {**start, **ends[-1]["delta"], "content": content, "usage": {**start["usage"], **counts}}
