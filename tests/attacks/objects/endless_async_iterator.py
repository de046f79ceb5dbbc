# /// attack
# kind = "harmless"
# exercise = "01_streaming/stream_text"
# tries = "Returns an async iterator whose next item never comes."
# must = "timed_out"
# ///
"""What nobody wakes waits for ever, and costs no CPU time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from anthropic import Anthropic


class _Never:
    def __aiter__(self) -> Any:
        return self

    async def __anext__(self) -> str:
        await asyncio.get_running_loop().create_future()
        return ""

    async def aclose(self) -> None:
        raise SystemExit(0)


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    with client.messages.stream(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        text = "".join(stream.text_stream)
    print(len(text), flush=True)
    return _Never()
