"""Honest and wrong: takes the first block for the text."""

from __future__ import annotations

import anthropic


def first_call(client: anthropic.Anthropic, question: str) -> str:
    """Return the text of the first block."""
    message = client.messages.create(
        model="claude-sonnet-5-5", max_tokens=1024, messages=[{"role": "user", "content": question}]
    )
    return message.content[0].text
