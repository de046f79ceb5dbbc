"""Read an answer, whatever its stop reason: a generator of turns, and one message that holds all content so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from anthropic import Anthropic
from anthropic.types import ContentBlock, Message, RefusalStopDetails, ToolUseBlock
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

Outcome = Literal["complete", "truncated", "tool_calls", "refused", "paused", "unknown"]


@dataclass(frozen=True)
class Answer:
    """An answer of one or several turns."""

    outcome: Outcome
    text: str
    tool_calls: list[ToolUseBlock]
    stop_reason: str | None
    stop_sequence: str | None
    stop_details: RefusalStopDetails | None


def read_answer(client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_turns: int) -> Answer:
    """Read the turns that are allowed, and judge by the last of them."""
    found = list(islice(turns(client, params), max_turns))
    last = found[-1]
    reason = last.stop_reason
    content = [block for turn in found for block in turn.content]
    return Answer(
        outcome=outcome(reason),
        text="".join(block.text for block in content if block.type == "text"),
        tool_calls=[block for block in last.content if block.type == "tool_use" and reason == "tool_use"],
        stop_reason=reason,
        stop_sequence=last.stop_sequence,
        stop_details=last.stop_details,
    )


def turns(client: Anthropic, params: MessageCreateParamsNonStreaming) -> Iterator[Message]:
    """Yield turn after turn, as long as the last one was paused."""
    content: list[ContentBlock] = []
    asked: dict[str, Any] = dict(params)
    while True:
        message = client.messages.create(**asked)
        yield message
        if message.stop_reason != "pause_turn":
            return
        content += message.content
        asked["messages"] = [*params["messages"], {"role": "assistant", "content": content}]


def outcome(reason: str | None) -> Outcome:
    """Name the outcome by the stop reason."""
    if reason in {"end_turn", "stop_sequence"}:
        return "complete"
    if reason in {"max_tokens", "model_context_window_exceeded"}:
        return "truncated"
    others: dict[str | None, Outcome] = {"tool_use": "tool_calls", "refusal": "refused", "pause_turn": "paused"}
    return others.get(reason, "unknown")
