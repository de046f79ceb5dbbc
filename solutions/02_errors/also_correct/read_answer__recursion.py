"""Read an answer, whatever its stop reason: each paused turn is read by a call of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from anthropic import Anthropic
from anthropic.types import Message, RefusalStopDetails, ToolUseBlock
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
    """Read one turn, and what follows if it is paused."""
    message = client.messages.create(**params)
    answer = answer_of(message)
    if answer.outcome != "paused" or max_turns == 1:
        return answer
    said = {"role": "assistant", "content": [block.model_dump() for block in message.content]}
    going_on: MessageCreateParamsNonStreaming = {**params, "messages": [*params["messages"], said]}  # type: ignore[list-item]
    rest = read_answer(client, going_on, max_turns=max_turns - 1)
    return replace(rest, text=answer.text + rest.text)


def answer_of(message: Message) -> Answer:
    """Read one turn."""
    calls: list[ToolUseBlock] = []
    match message.stop_reason:
        case "end_turn" | "stop_sequence":
            outcome: Outcome = "complete"
        case "max_tokens" | "model_context_window_exceeded":
            outcome = "truncated"
        case "tool_use":
            outcome = "tool_calls"
            calls = [block for block in message.content if isinstance(block, ToolUseBlock)]
        case "refusal":
            outcome = "refused"
        case "pause_turn":
            outcome = "paused"
        case _:
            outcome = "unknown"
    text = "".join(getattr(block, "text", "") for block in message.content if block.type == "text")
    return Answer(outcome, text, calls, message.stop_reason, message.stop_sequence, message.stop_details)
