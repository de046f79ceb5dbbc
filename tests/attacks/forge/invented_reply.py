# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Replaces the client's transport by one that invents the reply, so that no request is sent."
# wall = "evidence"
# must = "failed"
# says = "no request"
# through = "points"
# ///
"""Facts 12, the other way round: the SDK is used, and the wire is not."""

from __future__ import annotations

import httpx2
from anthropic import Anthropic
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

MESSAGE = {"id": "msg_0", "type": "message", "role": "assistant", "model": "m", "content": [], "usage": {}}


def create_with_retries(
    client: Anthropic, params: MessageCreateParamsNonStreaming, *, max_attempts: int, deadline: float
) -> Message:
    """Return a message that nobody sent."""
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json=MESSAGE))
    with httpx2.Client(transport=transport) as http:
        return client.with_options(http_client=http).messages.create(**params)
