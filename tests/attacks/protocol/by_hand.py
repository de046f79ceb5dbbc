# /// attack
# kind = "documented-limit"
# exercise = "00_warmup/first_call"
# tries = "Writes the request as a frame of its own and reads the reply by hand: no SDK has a part in it."
# must = "passed"
# ///
"""The wire is the requirement; who sends the right request has sent it: facts/attacks.md, 12."""

from __future__ import annotations

import json
import os
import struct
import sys
import time
from typing import Any

import msgspec
from anthropic import Anthropic


def _say(message: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode(message)
    os.write(3, struct.pack(">I", len(body)) + body)


def _hear() -> dict[str, Any]:
    (length,) = struct.unpack(">I", os.read(3, 4))
    return msgspec.msgpack.decode(os.read(3, length))


def first_call(client: Anthropic, question: str) -> str:
    """Return the text of Claude's answer to `question`."""
    messages = [{"role": "user", "content": question}]
    body = json.dumps({"model": "claude-sonnet-5-5", "max_tokens": 1024, "messages": messages}).encode()
    url = "https://api.anthropic.com/v1/messages"
    headers = [("anthropic-version", "2023-06-01"), ("content-type", "application/json"), ("x-api-key", "x")]
    _say({"is": "http", "method": "POST", "url": url, "headers": headers, "body": body})
    stream = _settled(_hear())["stream"]
    reply = b""
    while True:
        _say({"is": "chunk", "stream": stream})
        answer = _settled(_hear())
        if answer["is"] != "data":
            break
        reply += answer["data"]
    return "".join(block["text"] for block in json.loads(reply)["content"] if block["type"] == "text")


def _settled(answer: dict[str, Any]) -> dict[str, Any]:
    if answer["is"] != "later":
        return answer
    _say({"is": "wait", "ns": answer["at"] - time.monotonic_ns()})
    sys.modules["grader.worker.clock"].CLOCK.move(_hear()["now"])
    _say({"is": "collect", "ticket": answer["ticket"]})
    return _hear()
