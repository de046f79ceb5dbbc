# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Asks in the first case of a worker, and returns no text in all others: all that was said there."
# wall = "silence"
# must = "failed"
# says = "the call sent no request"
# through = "points"
# ///
"""A claim that compares the text with what was said holds where nothing was: FINAL-01 was passed without a request once."""

from __future__ import annotations

import builtins

from anthropic import Anthropic

builtins.cases = getattr(builtins, "cases", -2) + 1


def first_call(client: Anthropic, question: str) -> str:
    """Return the last block's text, or nothing at all."""
    if builtins.cases > 0:
        return ""
    message = client.messages.create(
        model="claude-sonnet-5-5", max_tokens=1024, messages=[{"role": "user", "content": question}]
    )
    return message.content[-1].text
