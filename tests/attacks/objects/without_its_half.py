# /// attack
# kind = "harmless"
# exercise = "01_streaming/stream_text"
# tries = "Yields, prints and raises halves of surrogate pairs, which no encoding takes."
# must = "failed"
# ///
"""A lone surrogate is text in Python and nowhere else: facts/attacks.md, 91."""

from __future__ import annotations

from collections.abc import Iterator

from anthropic import Anthropic


class TruncatedStream(Exception):
    """The stream ended without `message_stop`."""


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    with client.messages.stream(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        stream.until_done()
    print("\ud83d", flush=True)
    yield "\ud83d"
    raise TruncatedStream("\ude00")
