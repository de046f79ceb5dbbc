# /// attack
# kind = "harmless"
# exercise = "01_streaming/final_answer"
# tries = "Returns a named tuple that has more names than values, and names that are none."
# must = "failed"
# ///
"""`_fields` is an attribute that anybody can set."""

from __future__ import annotations

from typing import Any

from anthropic import Anthropic


class Answer(tuple):
    """What a finished stream said."""

    _fields = ("text", "text", 3, "\ud800", "request_id")

    def __iter__(self) -> Any:
        return iter(range(10**9))


def final_answer(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Any:
    """Stream Claude's answer to `prompt` and return it whole."""
    with client.messages.stream(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        text = "".join(stream.text_stream)
    return Answer((text, None))
