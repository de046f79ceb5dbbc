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

from grader.protocol import KEY
from grader.worker import errors, loops, transport, values

LIBRARIES: Final = ("anyio._backends._asyncio", "httpcore2", "stamina", "tenacity", "tenacity.asyncio", "dataclasses")
"""What is imported ahead, so that no worker pays for it."""

_USAGE: Final[dict[str, Any]] = {
    "input_tokens": 1,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": 0,
    "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
    "output_tokens": 1,
    "output_tokens_details": {"thinking_tokens": 0},
    "service_tier": "standard",
    "inference_geo": "none",
}
_BLOCKS: Final[tuple[dict[str, Any], ...]] = (
    {"type": "thinking", "thinking": ".", "signature": "."},
    {"type": "text", "text": "."},
    {"type": "tool_use", "id": "toolu_0", "name": "none", "input": {}, "caller": {"type": "direct"}},
)
_MESSAGE: Final[dict[str, Any]] = {
    "model": "none",
    "id": "msg_0",
    "type": "message",
    "role": "assistant",
    "content": list(_BLOCKS),
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "stop_details": None,
    "usage": _USAGE,
}
_DELTAS: Final[tuple[tuple[int, dict[str, Any]], ...]] = (
    (0, {"type": "thinking_delta", "thinking": "."}),
    (0, {"type": "signature_delta", "signature": "."}),
    (1, {"type": "text_delta", "text": "."}),
    (2, {"type": "input_json_delta", "partial_json": "{}"}),
)
_EVENTS: Final[tuple[dict[str, Any], ...]] = (
    {"type": "message_start", "message": {**_MESSAGE, "content": [], "stop_reason": None}},
    *({"type": "content_block_start", "index": i, "content_block": block} for i, block in enumerate(_BLOCKS)),
    *({"type": "content_block_delta", "index": i, "delta": delta} for i, delta in _DELTAS),
    *({"type": "content_block_stop", "index": i} for i in range(len(_BLOCKS))),
    {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_details": None}, "usage": _USAGE},
    {"type": "message_stop"},
)
_BATCH: Final[dict[str, Any]] = {
    "id": "msgbatch_0",
    "type": "message_batch",
    "processing_status": "ended",
    "request_counts": {"processing": 0, "succeeded": 1, "errored": 0, "canceled": 0, "expired": 0},
    "created_at": "2026-01-01T00:00:00.000000+00:00",
    "expires_at": "2026-01-02T00:00:00.000000+00:00",
    "ended_at": None,
    "results_url": "https://api.anthropic.com/v1/messages/batches/msgbatch_0/results",
}
_ERROR: Final[dict[str, Any]] = {"type": "error", "error": {"type": "overloaded_error", "message": "."}}
_RESULTS: Final[tuple[dict[str, Any], ...]] = (
    {"custom_id": "0", "result": {"type": "succeeded", "message": _MESSAGE}},
    {"custom_id": "1", "result": {"type": "errored", "error": _ERROR}},
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
    """An API that is overloaded twice, and then answers what was asked for."""

    def __init__(self) -> None:
        self._asked = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self._asked += 1
        if self._asked <= 2:
            return httpx2.Response(529, json=_ERROR)
        if request.url.path.endswith("/results"):
            lines = [json.dumps(line) + "\n" for line in _RESULTS]
            return httpx2.Response(200, headers={"content-type": "application/x-jsonl"}, text="".join(lines))
        if request.method == "GET" and request.url.path.endswith("/batches"):
            return httpx2.Response(200, json={"data": [_BATCH], "has_more": False, "first_id": None, "last_id": None})
        if request.url.path.endswith(("/batches", "/msgbatch_0")):
            return httpx2.Response(200, json=_BATCH)
        if b'"stream":true' in request.content.replace(b" ", b""):
            lines = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in _EVENTS]
            return httpx2.Response(200, headers={"content-type": "text/event-stream"}, text="".join(lines))
        return httpx2.Response(200, json=_MESSAGE)


def warm_up() -> None:
    """Do once all that is slow the first time, in both kinds of client: an error, a retry, a message, a stream.

    pydantic builds what it needs for a class of the SDK when it first meets an object of it; a fork keeps that.
    """
    http = httpx2.Client(transport=httpx2.MockTransport(_Overloaded()))
    with anthropic.Anthropic(api_key=KEY, http_client=http) as client:
        try:
            client.with_options(max_retries=0).messages.create(**_PARAMS)
        except anthropic.APIStatusError as error:
            errors.encode(error, ())
        values.encode(client.messages.create(**_PARAMS))
        with client.messages.stream(**_PARAMS) as stream:
            "".join(stream.text_stream)
        values.encode(client.messages.batches.retrieve("msgbatch_0"))
        list(client.messages.batches.list())
        client.messages.batches.create(requests=[{"custom_id": "0", "params": _PARAMS}])
        values.encode([line.result for line in client.messages.batches.results("msgbatch_0")])
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
