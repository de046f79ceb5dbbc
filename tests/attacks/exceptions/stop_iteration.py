# /// attack
# kind = "harmless"
# exercise = "01_streaming/stream_text"
# tries = "Lets StopIteration out of a generator, where it once meant the end."
# must = "crashed"
# ///
"""PEP 479 makes it a RuntimeError; an iterator's class may still raise it: facts/attacks.md, 95."""

from __future__ import annotations

from collections.abc import Iterator

from anthropic import Anthropic


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    yield "The "
    next(iter(()))
