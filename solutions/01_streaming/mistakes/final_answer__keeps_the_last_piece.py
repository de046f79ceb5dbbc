# /// mistake
# fails = ["FINAL-01"]
# hint = "Each event brings a new piece of the text. `=` keeps only the last one; `+=` joins them."
# ///
"""Stream an answer and return what is known at its end. The lesson is in README.md."""

from __future__ import annotations

from dataclasses import dataclass

import anthropic


@dataclass(frozen=True)
class Answer:
    """What a finished stream said. `stop_reason` is the API's own word; token counts are those of the stream's end."""

    text: str
    stop_reason: str | None
    request_id: str | None
    input_tokens: int
    output_tokens: int


class TruncatedStream(Exception):
    """The stream ended without `message_stop`. `text` is all the text that had arrived."""

    def __init__(self, text: str) -> None:
        super().__init__(f"the stream ended after {len(text)} characters, without message_stop")
        self.text = text


def final_answer(client: anthropic.Anthropic, prompt: str, *, model: str, max_tokens: int) -> Answer:
    """Stream Claude's answer to `prompt` and return it whole; text is "" if the answer has no text block.

    Sends one request: `prompt` as it is, as the one user message. Every stop reason is handed on, known or not.
    Raises TruncatedStream if the stream ends without `message_stop`; other errors as they come.
    Source: https://platform.claude.com/docs/en/build-with-claude/streaming
    """
    text = ""
    complete = False
    with client.messages.stream(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        for event in stream:
            if event.type == "text":
                text = event.text
            elif event.type == "message_stop":
                complete = True
        # Asked before the final message: a stream that was cut has one too, and it looks like any other.
        if not complete:
            raise TruncatedStream(text)
        message = stream.get_final_message()
    return Answer(
        text=text,
        stop_reason=message.stop_reason,
        request_id=stream.request_id,
        input_tokens=message.usage.input_tokens,
        output_tokens=message.usage.output_tokens,
    )
