# /// attack
# kind = "harmless"
# exercise = "01_streaming/stream_text"
# tries = "Returns an object that becomes an iterator, a coroutine and a context manager when it is asked."
# must = "crashed"
# ///
"""Whoever asks by `hasattr` runs code: facts/attacks.md, 85."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from anthropic import Anthropic


class _Meta(type):
    def __getattr__(cls, name: str) -> Any:
        raise RuntimeError(name)


class _Anything(metaclass=_Meta):
    def __await__(self) -> Any:
        yield None
        return self

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> bool:
        return True


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    with client.messages.stream(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        text = "".join(stream.text_stream)
    print(len(text), flush=True)
    return _Anything()
