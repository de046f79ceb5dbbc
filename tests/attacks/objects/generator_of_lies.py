# /// attack
# kind = "harmless"
# exercise = "01_streaming/stream_text"
# tries = "Returns an iterator that yields others than it holds and says that it has ended when it has not."
# must = "failed"
# ///
"""An iterator's class decides what `next` means: facts/attacks.md, 82."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from anthropic import Anthropic


class _Lies:
    def __init__(self) -> None:
        self.turn = 0

    def __iter__(self) -> Any:
        raise SystemExit(0)

    def __next__(self) -> Any:
        self.turn += 1
        if self.turn > 3:
            raise StopIteration(_Lies())
        return [self, (yield_for_yield for yield_for_yield in "ab"), NotImplemented][self.turn - 1]

    def close(self) -> Any:
        raise GeneratorExit


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    with client.messages.stream(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        text = "".join(stream.text_stream)
    print(len(text), flush=True)
    return _Lies()
