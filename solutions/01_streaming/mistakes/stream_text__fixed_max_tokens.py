# /// mistake
# fails = ["STREAM-10"]
# hint = "`max_tokens` is an argument of the function; the request carries another number."
# ///
"""Hand on the text of a streamed answer, piece by piece. The lesson is in README.md."""

from __future__ import annotations

from collections.abc import Iterator

import anthropic


class TruncatedStream(Exception):
    """The stream ended without `message_stop`. `text` is all the text that had arrived."""

    def __init__(self, text: str) -> None:
        super().__init__(f"the stream ended after {len(text)} characters, without message_stop")
        self.text = text


def stream_text(client: anthropic.Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`, each piece before the next is read.

    Sends one request: `prompt` as it is, as the one user message. Yields text only: no thinking, no tool input.
    Passes over events and deltas that it does not know. Closes the response at once when the caller stops early.

    Raises TruncatedStream if the stream ends without `message_stop`. Every other error, before the stream or in
    the middle of it, is raised as it comes from the SDK or from httpx2. A stream that has begun is not begun again.
    Source: https://platform.claude.com/docs/en/build-with-claude/streaming
    """
    text = ""
    complete = False
    # The request goes out on entering the block; leaving it closes the response, also when the caller stops early.
    with client.messages.stream(model=model, max_tokens=1024, messages=[{"role": "user", "content": prompt}]) as stream:
        for event in stream:
            if event.type == "text":
                text += event.text
                yield event.text
            elif event.type == "message_stop":
                complete = True
    # The SDK ends its loop quietly when the body ends too soon, so nobody else tells the caller.
    if not complete:
        raise TruncatedStream(text)
