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
    # The content is a list of blocks. The first need not be text: a model that thinks puts a thinking block there,
    # and a refusal may have no block at all. So nothing is taken from `content[0]`.
    return "".join(block.text for block in message.content if block.type == "text")
