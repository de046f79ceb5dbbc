# /// attack
# kind = "harmless"
# exercise = "03_retries/create_with_retries"
# tries = "Returns a model whose own serializer raises, exits and lies."
# must = "failed"
# checks = ["RETRY-01"]
# ///
"""pydantic calls the serializer of a subclass: `model_dump` is an overridable method."""

from __future__ import annotations

import sys
from typing import Any

import anthropic
import pydantic
from anthropic import Anthropic


class Message(anthropic.types.Message):
    """Looks like the SDK's."""

    def model_dump(self, **_: Any) -> Any:
        sys.exit(0)

    @pydantic.model_serializer
    def written(self) -> Any:
        raise KeyboardInterrupt


Message.__module__ = "anthropic.types"


def create_with_retries(client: Anthropic, params: Any, *, max_attempts: int, deadline: float) -> Any:
    """Return the message of the first attempt that succeeds."""
    client.messages.create(**params)
    return Message.model_construct(id="msg_1")
