"""Collect the tool calls of a streamed answer. The lesson is in README.md."""

from __future__ import annotations

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
    complete = False
    with client.messages.stream(
        model=model, max_tokens=max_tokens, tools=tools, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        for event in stream:
            complete = complete or event.type == "message_stop"
        if not complete:
            raise TruncatedStream
        message = stream.get_final_message()
    blocks = message.content
    # The input of a call that was cut off is what could be parsed of it, often {}: it looks like any other.
    if message.stop_reason in CUT_SHORT and blocks and blocks[-1].type == "tool_use":
        blocks = blocks[:-1]
    return [ToolCall(block.id, block.name, block.input) for block in blocks if block.type == "tool_use"]
