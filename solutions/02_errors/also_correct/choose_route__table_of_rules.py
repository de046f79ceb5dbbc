"""Choose how to send a request: by a table of rules, the first that fits."""

from __future__ import annotations

import json
from typing import Literal

from anthropic.types.message_create_params import MessageCreateParams

Route = Literal["create", "stream", "batch", "too_large"]


def choose_route(params: MessageCreateParams, *, urgent: bool, body_limit: int = 32_000_000) -> Route:
    """Return the first route whose condition holds."""
    size = sum(
        len(part.encode()) for part in json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).iterencode(params)
    )
    streams, most = bool(params.get("stream")), params["max_tokens"]
    rules: list[tuple[bool, Route]] = [
        (size > body_limit, "too_large"),
        (not (urgent or streams or params.get("speed") or most == 0), "batch"),
        (streams or 3600 * most > 600 * 128_000, "stream"),
    ]
    return next((route for holds, route in rules if holds), "create")
