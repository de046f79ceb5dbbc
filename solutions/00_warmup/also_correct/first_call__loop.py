"""Ask one question and return the text of the answer.

Already solved: it shows the loop of run, read, edit, run. The lesson is in README.md.
Source: https://platform.claude.com/docs/en/api/messages
"""

from __future__ import annotations

import anthropic

MODEL = "claude-sonnet-5-5"
MAX_TOKENS = 1024


def first_call(client: anthropic.Anthropic, question: str) -> str:
    """Return the text of Claude's answer to `question`.

    Sends one request: `question` as it is, as the one user message, to `MODEL` with `MAX_TOKENS`.
    The text is that of all text blocks, joined in order; "" if the answer has none.
    Raises what the SDK raises.
    """
    message = client.messages.create(
        model=MODEL,
        max_tokens=MAX_TOKENS,
        messages=[{"role": "user", "content": question}],
    )
    text = ""
    for block in message.content:
        match block.type:
            case "text":
                text += block.text
    return text
