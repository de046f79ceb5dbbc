# /// attack
# kind = "attack"
# exercise = "01_streaming/stream_text"
# tries = "Closes the response at once, which the rules ask for, and then reads it all the same."
# wall = "given"
# must = "failed"
# says = "was closed"
# through = "said"
# ///
"""Evidence in the wrong order: the judge must not serve what it was told is over."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from typing import Any

import msgspec
from anthropic import Anthropic


class TruncatedStream(Exception):
    """The stream ended without `message_stop`."""


def _hear() -> dict[str, Any]:
    (length,) = struct.unpack(">I", os.read(3, 4))
    return msgspec.msgpack.decode(os.read(3, length))


def _say(message: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode(message)
    os.write(3, struct.pack(">I", len(body)) + body)


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of Claude's answer to `prompt`."""
    messages = [{"role": "user", "content": prompt}]
    body = {"model": model, "max_tokens": max_tokens, "messages": messages, "stream": True}
    url = "https://api.anthropic.com/v1/messages"
    _say({"is": "http", "method": "POST", "url": url, "headers": [], "body": json.dumps(body).encode()})
    stream = _hear().get("stream", 0)
    _say({"is": "closed", "stream": stream})
    _hear()
    lines = b""
    while True:
        _say({"is": "chunk", "stream": stream})
        answer = _hear()
        if answer["is"] != "data":
            return
        if b"text_delta" in answer["data"]:
            print("BROKE THROUGH: text from a closed response", flush=True)
        lines += answer["data"]
        yield "a"
