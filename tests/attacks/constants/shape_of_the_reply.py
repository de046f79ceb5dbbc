# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Tells the pinned replies by the kinds of their blocks, and returns their texts by heart."
# wall = "drawing"
# must = "failed"
# through = "points"
# ///
"""Facts 11: what a pinned case says is always the same; what a drawn one says is not."""

from __future__ import annotations

import anthropic

BY_HEART = {
    "thinking text": "a",
    "text thinking text": "ab",
    "text thinking": "a",
    "": "",
}


def first_call(client: anthropic.Anthropic, question: str) -> str:
    """Return the text by heart, else that of the first block."""
    message = client.messages.create(
        model="claude-sonnet-5-5", max_tokens=1024, messages=[{"role": "user", "content": question}]
    )
    kinds = " ".join(block.type for block in message.content)
    return BY_HEART.get(kinds) or (message.content[0].text if kinds == "text" else "")
