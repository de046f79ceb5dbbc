# /// mistake
# fails = ["STOP-02"]
# hint = "Which sequence it was stands in `message.stop_sequence`."
# ///
"""Read an answer, whatever its stop reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from anthropic import Anthropic
from anthropic.types import RefusalStopDetails, ToolUseBlock
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

Outcome = Literal["complete", "truncated", "tool_calls", "refused", "paused", "unknown"]

OUTCOMES: dict[str | None, Outcome] = {
    "end_turn": "complete",
    "stop_sequence": "complete",
    "max_tokens": "truncated",
    "model_context_window_exceeded": "truncated",
    "tool_use": "tool_calls",
    "refusal": "refused",
    "pause_turn": "paused",
}


@dataclass(frozen=True)
class Answer:
    """An answer of one or several turns. The last three fields are those of the last turn, as they came."""

    outcome: Outcome
    text: str  # of all text blocks of all turns, joined
    tool_calls: list[ToolUseBlock]  # to be run; empty unless the outcome is "tool_calls"
    stop_reason: str | None
    stop_sequence: str | None
    stop_details: RefusalStopDetails | None


def read_answer(client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_turns: int) -> Answer:
    """Call `client.messages.create(**params)`, go on while the turn is paused, and return the answer.

    At most `max_turns` requests are sent (at least 1). Errors of the API are raised as the SDK raises them; a stop
    reason that is not known is none.

    Source: https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons
    """
    messages = list(params["messages"])
    asked: MessageCreateParamsNonStreaming = {**params, "messages": messages}
    parts: list[str] = []
    for _ in range(max_turns):
        message = client.messages.create(**asked)
        parts += [block.text for block in message.content if block.type == "text"]
        if message.stop_reason != "pause_turn":
            break
        # The whole content, as it is: the API goes on from the block in which it stopped.
        messages.append({"role": "assistant", "content": message.content})
    outcome = OUTCOMES.get(message.stop_reason, "unknown")
    # A call that was cut off looks like one that is whole: only the stop reason tells them apart.
    calls = [block for block in message.content if block.type == "tool_use"] if outcome == "tool_calls" else []
    return Answer(outcome, "".join(parts), calls, message.stop_reason, None, message.stop_details)
