"""Honest and wrong: yields the text only when all of it is there, and does not notice a cut."""

from __future__ import annotations

from collections.abc import Iterator

import anthropic


class TruncatedStream(Exception):
    """The stream ended without `message_stop`."""


def stream_text(client: anthropic.Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the whole text in one piece."""
    with client.messages.stream(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        yield stream.get_final_text()
