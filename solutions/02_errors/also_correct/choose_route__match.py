"""Choose how to send a request: by matching its parameters."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from anthropic.types.message_create_params import MessageCreateParams

Route = Literal["create", "stream", "batch", "too_large"]
MOST = 128_000 // 6
"""The most tokens that are written in ten minutes, of 128,000 in an hour."""


def choose_route(params: MessageCreateParams, *, urgent: bool, body_limit: int = 32_000_000) -> Route:
    """Match what may not stand in a batch, then what takes long."""
    if len(msgspec.json.encode(params)) > body_limit:
        return "too_large"
    asked: dict[str, Any] = dict(params)
    match asked:
        case {"stream": True}:
            return "stream"
        case {"speed": "standard" | "fast"} | {"max_tokens": 0}:
            pass
        case _ if not urgent:
            return "batch"
    return "stream" if asked["max_tokens"] > MOST else "create"
