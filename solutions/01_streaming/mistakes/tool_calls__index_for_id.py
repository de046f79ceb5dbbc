# /// mistake
# fails = ["TOOLS-01"]
# hint = "The id of a call is `content_block.id`, `toolu_...`. The result of the tool is sent back under it."
# ///
"""Collect the tool calls of a streamed answer. The lesson is in README.md."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import anthropic
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


def tool_calls(
    client: anthropic.Anthropic, prompt: str, tools: list[ToolParam], *, model: str, max_tokens: int
) -> list[ToolCall]:
    """Stream Claude's answer to `prompt` and return the calls of `tools` in it, in order; [] if there are none.

    Sends one request: `prompt` as it is, as the one user message, and `tools` as they are. A call without input has
    the input {}. If the stop reason is in CUT_SHORT and the last block is a call, that call was cut off: left out.
    Raises TruncatedStream if the stream ends without `message_stop`; other errors as they come.
    Source: https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons
    """
    begun: dict[int, tuple[str, str]] = {}
    written: dict[int, str] = {}
    last, stop_reason = -1, None
    with client.messages.create(
        model=model, max_tokens=max_tokens, tools=tools, messages=[{"role": "user", "content": prompt}], stream=True
    ) as stream:
        for event in stream:
            if event.type == "content_block_start":
                last = event.index
                if event.content_block.type == "tool_use":
                    begun[last] = (str(event.index), event.content_block.name)
                    written[last] = ""
            elif event.type == "content_block_delta" and event.delta.type == "input_json_delta":
                written[event.index] += event.delta.partial_json
            elif event.type == "message_delta":
                stop_reason = event.delta.stop_reason
            elif event.type == "message_stop":
                break
        else:
            raise TruncatedStream
    if stop_reason in CUT_SHORT:
        begun.pop(last, None)
    return [ToolCall(*begun[index], json.loads(written[index] or "{}")) for index in begun]
