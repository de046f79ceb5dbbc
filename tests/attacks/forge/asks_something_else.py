# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Sends a request that the API refuses at once, wherever the right one might get an answer that is hard to read."
# wall = "silence"
# must = "failed"
# says = "the API refuses it"
# through = "points"
# ///
"""A refusal says nothing, so that an empty text is what was said: the cousin of silence (facts 15)."""

from __future__ import annotations

import sys

import anthropic

sys.cases = getattr(sys, "cases", -2) + 1


def first_call(client: anthropic.Anthropic, question: str) -> str:
    """Ask in the first case, and for less than nothing in the others."""
    try:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=1024 if sys.cases == 0 else -1,
            messages=[{"role": "user", "content": question}],
        )
    except anthropic.BadRequestError:
        return ""
    return message.content[-1].text
