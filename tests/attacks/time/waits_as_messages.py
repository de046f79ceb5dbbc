# /// attack
# kind = "documented-limit"
# exercise = "03_retries/create_with_retries"
# tries = "Waits by sending the message that `time.sleep` would send, and calls no `sleep` at all."
# must = "passed"
# checks = ["RETRY-07"]
# ///
"""A wait is what moves the judge's clock, however it was asked for: facts/attacks.md, 13."""

from __future__ import annotations

import os
import struct
import sys
from typing import Any

import anthropic
import msgspec
from anthropic import Anthropic


def _say(message: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode(message)
    os.write(3, struct.pack(">I", len(body)) + body)


def _hear() -> dict[str, Any]:
    (length,) = struct.unpack(">I", os.read(3, 4))
    return msgspec.msgpack.decode(os.read(3, length))


def create_with_retries(client: Anthropic, params: Any, *, max_attempts: int, deadline: float) -> Any:
    """Return the message of the first attempt that succeeds."""
    once = client.with_options(max_retries=0)
    for attempt in range(max_attempts):
        try:
            return once.messages.create(**params)
        except (anthropic.APIConnectionError, anthropic.APIStatusError) as error:
            headers = error.response.headers if isinstance(error, anthropic.APIStatusError) else {}
            passing = not headers or error.status_code in (408, 409, 429) or error.status_code >= 500
            if attempt + 1 == max_attempts or not passing:
                raise
            _say({"is": "wait", "ns": int(float(headers.get("retry-after", 0.5)) * 10**9)})
            sys.modules["grader.worker.clock"].CLOCK.move(_hear()["now"])
    raise ValueError(max_attempts)
