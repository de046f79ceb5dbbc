# /// mistake
# fails = ["ROUTE-03"]
# hint = "A batch waits for as long as it takes: the ten minutes are no matter there."
# ///
"""Choose how to send a request: at once, as a stream, in a batch, or not at all."""

from __future__ import annotations

import json
from typing import Literal

from anthropic.types.message_create_params import MessageCreateParams

Route = Literal["create", "stream", "batch", "too_large"]

TEN_MINUTES = 600
SECONDS_A_TOKEN = 3600 / 128_000  # what the SDK expects


def choose_route(params: MessageCreateParams, *, urgent: bool, body_limit: int = 32_000_000) -> Route:
    """Return the route of the first row of the lesson's table that fits.

    `body_limit` is the most bytes that the body of a request may have, as the SDK encodes it. Nothing is sent.

    Source: https://platform.claude.com/docs/en/api/errors, and the SDK's `anthropic/_base_client.py`
    """
    if _size(params) > body_limit:
        return "too_large"
    if not urgent and params["max_tokens"] < 21_334 and _fits_a_batch(params):
        return "batch"
    if params.get("stream") or params["max_tokens"] * SECONDS_A_TOKEN > TEN_MINUTES:
        return "stream"
    return "create"


def _size(params: MessageCreateParams) -> int:
    """Return the bytes of the body; letters outside ASCII have several."""
    return len(json.dumps(params, ensure_ascii=False, separators=(",", ":")).encode())


def _fits_a_batch(params: MessageCreateParams) -> bool:
    """Tell whether a batch takes these parameters."""
    return not params.get("stream") and params.get("speed") is None and params["max_tokens"] > 0
