"""Honest and wrong: begins anew once when the connection breaks."""

from __future__ import annotations

import anthropic
import httpx2


class StreamInterrupted(Exception):
    """Interrupted once more than may be resumed."""


def resume_stream(client: anthropic.Anthropic, prompt: str, *, model: str, max_tokens: int, max_resumes: int) -> str:
    """Return the text of the first stream, or of a second one."""
    try:
        return _whole(client, prompt, model, max_tokens)
    except httpx2.TransportError:
        return _whole(client, prompt, model, max_tokens)


def _whole(client: anthropic.Anthropic, prompt: str, model: str, max_tokens: int) -> str:
    with client.messages.stream(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        return stream.get_final_text()
