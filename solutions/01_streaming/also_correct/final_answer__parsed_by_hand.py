"""Stream an answer and return what is known at its end. The lesson is in README.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import anthropic
import httpx2


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


def events_of(response: httpx2.Response) -> Iterator[dict[str, Any]]:
    """Yield the events of a response as plain data, an `error` event as the exception that the SDK makes of it."""
    for sse in anthropic.Stream.raw_events(response):
        event = json.loads(sse.data or "{}")
        if sse.event == "error":
            raise anthropic.APIStatusError(sse.data, response=response, body=event)
        yield event


def final_answer(client: anthropic.Anthropic, prompt: str, *, model: str, max_tokens: int) -> Answer:
    """Stream Claude's answer to `prompt` and return it whole; text is "" if the answer has no text block.

    Sends one request: `prompt` as it is, as the one user message. Every stop reason is handed on, known or not.
    Raises TruncatedStream if the stream ends without `message_stop`; other errors as they come.
    Source: https://platform.claude.com/docs/en/build-with-claude/streaming
    """
    text = ""
    known: dict[str, Any] = {}
    with client.messages.with_streaming_response.create(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}], stream=True
    ) as response:
        for event in events_of(response.http_response):
            kind, delta = event.get("type"), event.get("delta", {})
            usage = event.get("message", event).get("usage", {})
            known |= {name: count for name, count in usage.items() if count is not None}
            if kind == "message_delta":
                known["stop_reason"] = delta.get("stop_reason")
            elif delta.get("type") == "text_delta":
                text += delta["text"]
            elif kind == "message_stop":
                counts = known["input_tokens"], known["output_tokens"]
                return Answer(text, known["stop_reason"], response.headers.get("request-id"), *counts)
    raise TruncatedStream(text)
