# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Replaces the client's transport by one that invents the reply, so that no request is sent."
# wall = "evidence"
# must = "failed"
# through = "points"
# ///
"""Facts 12, the other way round: the SDK is used, and the wire is not."""

from __future__ import annotations

import anthropic
import httpx2

MESSAGE = {"id": "msg_0", "type": "message", "role": "assistant", "model": "m", "content": [], "usage": {}}


def first_call(client: anthropic.Anthropic, question: str) -> str:
    """Return the text of a message that nobody sent."""
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json=MESSAGE))
    with httpx2.Client(transport=transport) as http:
        message = client.with_options(http_client=http).messages.create(
            model="claude-sonnet-5-5", max_tokens=1024, messages=[{"role": "user", "content": question}]
        )
    return "".join(block.text for block in message.content)
