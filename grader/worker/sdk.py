"""The SDK and the libraries that answers may use: imported, patched where they would leave the judge's world, warm."""

from __future__ import annotations

import asyncio
import email.utils  # noqa: F401  answers parse dates with it
import importlib
import json
import os
import zoneinfo  # noqa: F401
from typing import Any, Final

import anthropic
import anthropic._base_client
import httpx2

from grader.worker import loops, transport

KEY: Final = "no-key-is-needed-here"
"""What the SDK finds as its API key: it wants one, and nobody reads it."""

LIBRARIES: Final = ("anyio._backends._asyncio", "httpcore2", "stamina", "tenacity", "tenacity.asyncio", "dataclasses")
"""What is imported ahead, so that no worker pays for it."""

_MESSAGE: Final[dict[str, Any]] = {
    "id": "msg_0",
    "type": "message",
    "role": "assistant",
    "model": "none",
    "content": [{"type": "text", "text": "."}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 1, "output_tokens": 1},
}
_EVENTS: Final[tuple[dict[str, Any], ...]] = (
    {"type": "message_start", "message": {**_MESSAGE, "content": [], "stop_reason": None}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "."}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 1}},
    {"type": "message_stop"},
)
_PARAMS: Final[Any] = {"model": "none", "max_tokens": 1, "messages": [{"role": "user", "content": "."}]}


def install() -> None:
    """Import the libraries and patch the SDK. Raises RuntimeError where what is to be patched has moved."""
    if not hasattr(anthropic._base_client, "asyncify"):  # noqa: SLF001
        msg = "anthropic._base_client.asyncify has moved: async clients would start a thread"
        raise RuntimeError(msg)
    setattr(anthropic._base_client, "asyncify", loops.inline)  # noqa: B010, SLF001  not exported, says mypy
    for name in LIBRARIES:
        importlib.import_module(name)
    transport.install()


class _Overloaded:
    """An API that is overloaded at first, and then answers what was asked for."""

    def __init__(self) -> None:
        self._asked = False

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if not self._asked:
            self._asked = True
            error = {"type": "error", "error": {"type": "overloaded_error", "message": "."}}
            return httpx2.Response(529, json=error)
        if b'"stream":true' in request.content.replace(b" ", b""):
            lines = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in _EVENTS]
            return httpx2.Response(200, headers={"content-type": "text/event-stream"}, text="".join(lines))
        return httpx2.Response(200, json=_MESSAGE)


def warm_up() -> None:
    """Do once all that is slow the first time: create and stream, with a retry, in both kinds of client."""
    http = httpx2.Client(transport=httpx2.MockTransport(_Overloaded()))
    with anthropic.Anthropic(api_key=KEY, http_client=http) as client:
        client.messages.create(**_PARAMS)
        with client.messages.stream(**_PARAMS) as stream:
            "".join(stream.text_stream)
    with anthropic.Anthropic(api_key=KEY):
        asyncio.run(_warm_up_async())


async def _warm_up_async() -> None:
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(_Overloaded()))
    async with anthropic.AsyncAnthropic(api_key=KEY, http_client=http) as client:
        await client.messages.create(**_PARAMS)
        async with client.messages.stream(**_PARAMS) as stream:
            [_ async for _ in stream.text_stream]
    async with anthropic.AsyncAnthropic(api_key=KEY):
        pass


def provide_key() -> None:
    """Leave nothing of the SDK's in the environment but a key, so that `anthropic.Anthropic()` works."""
    for name in [name for name in os.environ if name.startswith("ANTHROPIC_")]:
        del os.environ[name]
    os.environ["ANTHROPIC_API_KEY"] = KEY
