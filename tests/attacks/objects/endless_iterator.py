# /// attack
# kind = "harmless"
# exercise = "01_streaming/stream_text"
# tries = "Returns an iterator that never ends."
# must = "timed_out"
# ///
"""A drain without a bound: facts/attacks.md, 60."""

from __future__ import annotations

from collections.abc import Iterator

from anthropic import Anthropic


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    while True:
        yield "blue "
