# /// attack
# kind = "harmless"
# exercise = "01_streaming/stream_text"
# tries = "Yields strings of a class of its own, which join and compare as they like."
# must = "failed"
# ///
"""A subclass of a builtin is no builtin: facts/attacks.md, 83."""

from __future__ import annotations

from collections.abc import Iterator

from anthropic import Anthropic


class _Text(str):
    def __eq__(self, other: object) -> bool:
        return True

    def __radd__(self, other: str) -> str:
        return self

    __hash__ = str.__hash__


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    with client.messages.stream(model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]):
        yield _Text("The sky is blue.")
