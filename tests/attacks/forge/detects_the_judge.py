# /// attack
# kind = "documented-limit"
# exercise = "00_warmup/first_call"
# tries = "Does what is asked only where it finds the key that a worker is given, and nothing elsewhere."
# must = "passed"
# ///
"""Facts 14: code can tell that it is being graded. What it does then is right, and more can't be promised."""

from __future__ import annotations

import anthropic


def first_call(client: anthropic.Anthropic, question: str) -> str:
    """Return the text, if this is a grade."""
    if client.api_key != "no-key-is-needed-here":
        return "Ask me again when somebody looks."
    message = client.messages.create(
        model="claude-sonnet-5-5", max_tokens=1024, messages=[{"role": "user", "content": question}]
    )
    return "".join(block.text for block in message.content if block.type == "text")
