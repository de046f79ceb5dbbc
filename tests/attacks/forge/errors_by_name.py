# /// attack
# kind = "documented-limit"
# exercise = "01_streaming/stream_text"
# tries = "Raises an error of its own that has the name and the status of the SDK's."
# must = "passed"
# checks = ["STREAM-08"]
# ///
"""What an exception is called is what the worker says; the status that it must carry was seen on the wire."""

from __future__ import annotations

from collections.abc import Iterator

import anthropic


class APIStatusError(Exception):
    """Named like the SDK's."""

    def __init__(self, status_code: int) -> None:
        super().__init__(f"status {status_code}")
        self.status_code = status_code


def stream_text(client: anthropic.Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text, and raise what looks like the SDK's error."""
    try:
        with client.messages.stream(
            model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
        ) as stream:
            yield from stream.text_stream
    except anthropic.APIStatusError as error:
        raise APIStatusError(error.status_code) from None
