# /// mistake
# fails = ["STREAM-03"]
# hint = """\
#     The network cuts the bytes anywhere, even within a character. Join chunks until an event is whole, or let \
#     the SDK do it."""
# ///
"""Hand on the text of a streamed answer, piece by piece. The lesson is in README.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anthropic
import httpx2


class TruncatedStream(Exception):
    """The stream ended without `message_stop`. `text` is all the text that had arrived."""

    def __init__(self, text: str) -> None:
        super().__init__(f"the stream ended after {len(text)} characters, without message_stop")
        self.text = text


def events_of(response: httpx2.Response) -> Iterator[dict[str, Any]]:
    """Yield the events of a response as plain data, an `error` event as the exception that the SDK makes of it."""
    for chunk in response.iter_bytes():
        data = chunk.decode(errors="replace").partition("data: ")[2]
        try:
            event = json.loads(data)
        except ValueError:
            continue
        if event["type"] == "error":
            raise anthropic.APIStatusError(data, response=response, body=event)
        yield event


def stream_text(client: anthropic.Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`, each piece before the next is read.

    Sends one request: `prompt` as it is, as the one user message. Yields text only: no thinking, no tool input.
    Passes over events and deltas that it does not know. Closes the response at once when the caller stops early.

    Raises TruncatedStream if the stream ends without `message_stop`. Every other error, before the stream or in
    the middle of it, is raised as it comes from the SDK or from httpx2. A stream that has begun is not begun again.
    Source: https://platform.claude.com/docs/en/build-with-claude/streaming
    """
    text = ""
    with client.messages.with_streaming_response.create(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}], stream=True
    ) as response:
        for event in events_of(response.http_response):
            delta = event.get("delta", {})
            if delta.get("type") == "text_delta":
                text += delta["text"]
                yield delta["text"]
            if event.get("type") == "message_stop":
                return
    raise TruncatedStream(text)
