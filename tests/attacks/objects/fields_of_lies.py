# /// attack
# kind = "harmless"
# exercise = "01_streaming/final_answer"
# tries = "Returns a dataclass whose fields are properties, and whose list of fields is made up."
# must = "failed"
# ///
"""`dataclasses.fields` reads an attribute that anybody can set."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

from anthropic import Anthropic


@dataclasses.dataclass
class Answer:
    """What a finished stream said."""

    text: str
    stop_reason: str | None = None

    @property
    def request_id(self) -> Any:
        sys.exit(0)

    def __eq__(self, other: object) -> bool:
        return True


Answer.__dataclass_fields__["input_tokens"] = Answer.__dataclass_fields__["text"]
Answer.__dataclass_fields__[""] = None


def final_answer(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Any:
    """Stream Claude's answer to `prompt` and return it whole."""
    with client.messages.stream(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        text = "".join(stream.text_stream)
    return Answer(text)
