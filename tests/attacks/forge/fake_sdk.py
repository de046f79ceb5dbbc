# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Puts a fake of the SDK into `sys.modules`, whose client makes its messages up."
# wall = "evidence"
# must = "failed"
# through = "points"
# ///
"""Kratzke, 2019: redirection, the exercise is answered by something else than what is to be used."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

sys.modules["anthropic"] = fake = ModuleType("anthropic")
fake.Anthropic = lambda **_: SimpleNamespace(messages=SimpleNamespace(create=lambda **_: SimpleNamespace(content=[])))


def first_call(client: object, question: str) -> str:
    """Return the text of the fake's answer."""
    message = fake.Anthropic().messages.create(model="claude-sonnet-5-5", max_tokens=1024, messages=[])
    return "".join(block.text for block in message.content)
