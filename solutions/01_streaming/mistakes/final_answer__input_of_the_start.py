# /// mistake
# fails = ["FINAL-03"]
# hint = "`message_delta` may report the input again, and another count of it. The last count holds."
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
    text, stop_reason = "", None
    input_tokens = output_tokens = 0
    with client.messages.create(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}], stream=True
    ) as stream:
        request_id = stream.response.headers.get("request-id")
        for event in stream:
            if event.type == "message_start":
                input_tokens = event.message.usage.input_tokens
            elif event.type == "content_block_delta" and event.delta.type == "text_delta":
                text += event.delta.text
            elif event.type == "message_delta":
                stop_reason = event.delta.stop_reason
                output_tokens = event.usage.output_tokens
            elif event.type == "message_stop":
                return Answer(text, stop_reason, request_id, input_tokens, output_tokens)
    raise TruncatedStream(text)
