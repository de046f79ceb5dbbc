"""Hand on the text of a streamed answer, piece by piece. The lesson is in README.md."""

from __future__ import annotations

from collections.abc import Iterator

import anthropic
from anthropic.lib.streaming import MessageStream, MessageStreamManager


class TruncatedStream(Exception):
    """The stream ended without `message_stop`. `text` is all the text that had arrived."""

    def __init__(self, text: str) -> None:
        super().__init__(f"the stream ended after {len(text)} characters, without message_stop")
        self.text = text


class Pieces(Iterator[str]):
    """The text of a stream, as an iterator that is closed with the stream."""

    def __init__(self, manager: MessageStreamManager[None]) -> None:
        self._manager = manager
        self._stream: MessageStream[None] | None = None
        self._text = ""

    def __next__(self) -> str:
        if self._stream is None:
            self._stream = self._manager.__enter__()
        for event in self._stream:
            if event.type == "text":
                self._text += event.text
                return event.text
            if event.type == "message_stop":
                self.close()
                raise StopIteration
        self.close()
        raise TruncatedStream(self._text)

    def close(self) -> None:
        """Close the response."""
        if self._stream is not None:
            self._stream.close()


def stream_text(client: anthropic.Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`, each piece before the next is read.

    Sends one request: `prompt` as it is, as the one user message. Yields text only: no thinking, no tool input.
    Passes over events and deltas that it does not know. Closes the response at once when the caller stops early.

    Raises TruncatedStream if the stream ends without `message_stop`. Every other error, before the stream or in
    the middle of it, is raised as it comes from the SDK or from httpx2. A stream that has begun is not begun again.
    Source: https://platform.claude.com/docs/en/build-with-claude/streaming
    """
    manager = client.messages.stream(model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}])
    return Pieces(manager)
