"""The answers of a skeleton: the reference, two others as right, and a mistake for each check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_CREATE: Final = """\
    message = client.messages.create(
        model=MODEL,
        max_tokens=MAX_TOKENS,
        messages=[{"role": "user", "content": question}],
    )
"""
_JOIN: Final = '    return "".join(block.text for block in message.content if block.type == "text")'

REFERENCE: Final = _CREATE + _JOIN

ALSO_CORRECT: Final[Mapping[str, str]] = {
    "loop": f"""\
{_CREATE}    text = ""
    for block in message.content:
        if block.type == "text":
            text += block.text
    return text""",
    "raw_response": """\
    reply = client.messages.with_raw_response.create(
        model=MODEL,
        max_tokens=MAX_TOKENS,
        messages=[{"role": "user", "content": [{"type": "text", "text": question}]}],
    )
"""
    + _JOIN.replace("message.", "reply.parse()."),
}
"""The bodies by style. No two are alike in structure."""

MISTAKES: Final[Mapping[str, tuple[str, str, str]]] = {
    "changes_the_question": (
        "01",
        "The question is sent as it is given: here it was changed on its way.",
        REFERENCE.replace('"content": question', '"content": question.upper()'),
    ),
    "first_block": (
        "02",
        "The first block need not be text, and it need not be the only one: look at every block.",
        _CREATE
        + '''\
    block = message.content[0]
    return block.text if block.type == "text" else ""''',
    ),
}
"""By what is wrong: the number of the check that it fails, its hint, and the body."""
