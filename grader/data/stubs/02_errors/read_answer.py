"""Read an answer, whatever its stop reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from anthropic import Anthropic
from anthropic.types import RefusalStopDetails, ToolUseBlock
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

Outcome = Literal["complete", "truncated", "tool_calls", "refused", "paused", "unknown"]


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
    # TODO: ask, and send the content back while the stop reason is "pause_turn".
    # TODO: name the outcome by the lesson's table.
    raise NotImplementedError
