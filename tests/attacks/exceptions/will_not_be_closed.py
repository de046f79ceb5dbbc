# /// attack
# kind = "harmless"
# exercise = "01_streaming/stream_text"
# tries = "Yields on when it is told to stop."
# must = "failed"
# ///
"""`close()` raises RuntimeError for a generator that ignores GeneratorExit: facts/attacks.md, 97."""

from __future__ import annotations

from collections.abc import Iterator

from anthropic import Anthropic


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    while True:
        try:
            with client.messages.stream(
                model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
            ) as stream:
                yield from stream.text_stream
            return
        except GeneratorExit:
            yield "no"
