# /// attack
# kind = "harmless"
# exercise = "01_streaming/stream_text"
# tries = "Raises GeneratorExit in a generator that nobody has closed."
# must = "crashed"
# ///
"""Python swallows it in some places: facts/attacks.md, 93."""

from __future__ import annotations

from collections.abc import Iterator

from anthropic import Anthropic


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    yield "The "
    raise GeneratorExit
