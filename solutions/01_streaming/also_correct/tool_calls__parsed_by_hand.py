"""Collect the tool calls of a streamed answer. The lesson is in README.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import anthropic
import httpx2
from anthropic.types import ToolParam

CUT_SHORT = frozenset({"max_tokens", "model_context_window_exceeded"})
"""The stop reasons of an answer that did not come to its own end."""


@dataclass(frozen=True)
class ToolCall:
    """What the model wants called: the id of the call, the name of the tool, and its input."""

    id: str
    name: str
    input: dict[str, Any]


class TruncatedStream(Exception):
    """The stream ended without `message_stop`: whether its calls are whole is not known."""


def events_of(response: httpx2.Response) -> Iterator[dict[str, Any]]:
    """Yield the events of a response as plain data, an `error` event as the exception that the SDK makes of it."""
    for sse in anthropic.Stream.raw_events(response):
        event = json.loads(sse.data or "{}")
        if sse.event == "error":
            raise anthropic.APIStatusError(sse.data, response=response, body=event)
        yield event


def tool_calls(
    client: anthropic.Anthropic, prompt: str, tools: list[ToolParam], *, model: str, max_tokens: int
) -> list[ToolCall]:
    """Stream Claude's answer to `prompt` and return the calls of `tools` in it, in order; [] if there are none.

    Sends one request: `prompt` as it is, as the one user message, and `tools` as they are. A call without input has
    the input {}. If the stop reason is in CUT_SHORT and the last block is a call, that call was cut off: left out.
    Raises TruncatedStream if the stream ends without `message_stop`; other errors as they come.
    Source: https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons
    """
    blocks: list[dict[str, Any]] = []
    with client.messages.with_streaming_response.create(
        model=model, max_tokens=max_tokens, tools=tools, messages=[{"role": "user", "content": prompt}], stream=True
    ) as response:
        for event in events_of(response.http_response):
            match event:
                case {"type": "content_block_start", "content_block": block}:
                    blocks.append({**block, "written": ""})
                case {"type": "content_block_delta", "delta": {"type": "input_json_delta", "partial_json": fragment}}:
                    blocks[-1]["written"] += fragment
                case {"type": "message_delta", "delta": {"stop_reason": reason}} if reason in CUT_SHORT:
                    blocks = blocks[:-1] if blocks and blocks[-1]["type"] == "tool_use" else blocks
                case {"type": "message_stop"}:
                    calls = [block for block in blocks if block["type"] == "tool_use"]
                    return [ToolCall(call["id"], call["name"], json.loads(call["written"] or "{}")) for call in calls]
    raise TruncatedStream
