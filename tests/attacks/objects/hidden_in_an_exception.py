# /// attack
# kind = "harmless"
# exercise = "03_retries/create_with_retries"
# tries = "Raises an exception whose attributes are large, hostile, endless and many."
# must = "crashed"
# ///
"""Attributes of exceptions cross as well: facts/attacks.md, 94."""

from __future__ import annotations

import sys
from typing import Any

from anthropic import Anthropic


class _Full(Exception):
    status_code = property(lambda self: sys.exit(0))

    def __init__(self) -> None:
        super().__init__()
        self.__dict__ |= {f"a{number}": "x" * 100_000 for number in range(100)}
        self.__dict__ |= {"itself": self, "\ud800": 1, "deep": [[[[self]]]]}

    def __getattribute__(self, name: str) -> Any:
        sys.exit(0)


def create_with_retries(client: Anthropic, params: Any, *, max_attempts: int, deadline: float) -> Any:
    """Return the message of the first attempt that succeeds."""
    client.messages.create(**params)
    raise _Full()
