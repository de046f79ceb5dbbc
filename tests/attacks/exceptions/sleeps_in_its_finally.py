# /// attack
# kind = "harmless"
# exercise = "01_streaming/stream_text"
# tries = "Sleeps for a week, and then waits for ever, in the `finally` of its generator."
# must = "failed"
# ///
"""Closing is running code: facts/attacks.md, 97."""

from __future__ import annotations

import time
from collections.abc import Iterator

from anthropic import Anthropic


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    try:
        with client.messages.stream(
            model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
        ) as stream:
            yield "x"
            yield from stream.text_stream
    finally:
        time.sleep(7 * 86_400)
