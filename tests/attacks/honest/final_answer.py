"""Honest and wrong: takes the id of the message for that of the request, and does not notice a cut."""

from __future__ import annotations

from dataclasses import dataclass

import anthropic


@dataclass(frozen=True)
class Answer:
    """What a stream said."""

    text: str
    stop_reason: str | None
    request_id: str | None
    input_tokens: int
    output_tokens: int


class TruncatedStream(Exception):
    """The stream ended without `message_stop`."""


def final_answer(client: anthropic.Anthropic, prompt: str, *, model: str, max_tokens: int) -> Answer:
    """Return what the final message holds."""
    with client.messages.stream(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        message = stream.get_final_message()
    usage = message.usage
    return Answer(message.content[0].text, message.stop_reason, message.id, usage.input_tokens, usage.output_tokens)
