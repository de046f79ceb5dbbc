"""The simulated Messages API, held against the real SDK."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from typing import Any

import anthropic
import pytest

from grader.wire.saying import Part, Saying
from grader.wire.simulator import Simulator
from grader.wire.sse import Reader
from tests.support.sdk import EPOCH, PARAMS, Wire, instant, request

BODY = json.dumps(PARAMS).encode()
STREAM = json.dumps({**PARAMS, "stream": True}).encode()


def test_a_message_is_read_by_the_sdk() -> None:
    """A plain call gives a message with text, usage, and the request id of the header."""
    wire = Wire(Simulator(1))
    message = wire.client().messages.create(**PARAMS)
    assert message.content[0].type == "text"
    assert (message.stop_reason, message.model) == ("end_turn", PARAMS["model"])
    assert message._request_id == wire.replies[0].header("request-id")
    assert message.usage.output_tokens > 3


def test_a_stream_is_read_by_the_sdk() -> None:
    """The helper of the SDK streams the text of a reply, and its pieces are its words."""
    wire = Wire(Simulator(1))
    with wire.client().messages.stream(**PARAMS) as stream:
        pieces = list(stream.text_stream)
        final = stream.get_final_message()
        assert stream.request_id == wire.replies[0].header("request-id")
    assert len(pieces) >= 3
    assert "".join(pieces) == final.content[0].text  # type: ignore[union-attr]


def test_raw_events_are_read_by_the_sdk() -> None:
    """`create(stream=True)` gives the raw events, pings aside."""
    events = list(Wire(Simulator(1)).client().messages.create(**PARAMS, stream=True))
    assert [events[0].type, events[-1].type] == ["message_start", "message_stop"]


def test_the_asynchronous_client_reads_it_too() -> None:
    """Sync and async clients get the same replies."""

    async def ask() -> str:
        async with Wire(Simulator(1)).async_client() as client:
            await client.messages.create(**PARAMS)
            async with client.messages.stream(**PARAMS) as stream:
                return await stream.get_final_text()

    client = Wire(Simulator(1)).client()
    client.messages.create(**PARAMS)
    with client.messages.stream(**PARAMS) as stream:
        expected = stream.get_final_text()
    assert expected == asyncio.run(ask())


def test_a_tool_call_is_read_by_the_sdk() -> None:
    """What a script says reaches the client: here a tool call."""

    class Scripted(Simulator):
        def answer(self, sent: Any, now: Any) -> Any:
            from grader.wire.delivery import Delivery  # noqa: PLC0415 (only here)

            return Delivery.whole(self.reply(sent, now, Saying((Part("tool", "get_weather"), Part("json", '{"a":1}')))))

    message = Wire(Scripted(1)).client().messages.create(**PARAMS)
    assert message.stop_reason == "tool_use"
    assert (message.content[0].name, message.content[0].input) == ("get_weather", {"a": 1})


@pytest.mark.parametrize("stream", [False, True])
def test_what_is_malformed_is_an_error(stream: bool) -> None:
    """A request that the API refuses is a plain JSON error, streaming or not."""
    wire = Wire(Simulator(1))
    with pytest.raises(anthropic.NotFoundError) as caught:
        wire.client().messages.create(**{**PARAMS, "model": "nope"}, stream=stream)
    assert caught.value.request_id == wire.replies[0].header("request-id")
    assert wire.replies[0].header("content-type") == "application/json"


def test_the_seed_decides() -> None:
    """The same seed and requests give the same bytes, another seed or another place others."""
    one, same, other = Simulator(1), Simulator(1), Simulator(2)
    sent = request(body=BODY)
    first, second = one.reply(sent, instant()), one.reply(sent, instant())
    again = same.reply(sent, instant())
    assert (first.body, first.headers) == (again.body, again.headers)
    assert first.body != second.body
    assert first.json["content"] != other.reply(sent, instant()).json["content"]


def test_a_reply_depends_on_its_number_alone() -> None:
    """What a reply says does not depend on how much an earlier one said."""
    one, other = Simulator(1), Simulator(1)
    one.reply(request(body=BODY), instant(), Saying(tuple(Part("text", "a") for _ in range(50))))
    other.reply(request(body=BODY), instant())
    assert one.reply(request(body=BODY), instant()).body == other.reply(request(body=BODY), instant()).body


def test_phrases_are_short_and_differ() -> None:
    """A random phrase is two or three words and a number, hardly ever the same twice."""
    simulator = Simulator(1)
    texts = [simulator.reply(request(body=BODY), instant()).json["content"][0]["text"] for _ in range(100)]
    assert all(len(text.split()) in {3, 4} and text.split()[-1].isdigit() for text in texts)
    assert len(set(texts)) >= 99


@pytest.mark.parametrize(("body", "kind"), [(BODY, "application/json"), (STREAM, "text/event-stream; charset=utf-8")])
def test_headers_of_a_reply(body: bytes, kind: str) -> None:
    """Headers stand in the order of the newest recordings, and nothing claims that the body is compressed."""
    reply = Simulator(1).reply(request(body=body), instant())
    limits = [
        f"anthropic-ratelimit-{name}-{field}"
        for name in ("requests", "tokens", "input-tokens", "output-tokens")
        for field in ("limit", "remaining", "reset")
    ]
    assert [name for name, _ in reply.headers] == [
        "date", "content-type", "transfer-encoding", "connection", *(["cache-control"] if body == STREAM else []),
        *limits, "request-id", "strict-transport-security", "anthropic-organization-id", "anthropic-workspace-id",
        "traceresponse", "server", "server-timing", "content-security-policy", "vary", "cf-cache-status",
        "x-robots-tag", "cf-ray",
    ]  # fmt: skip
    assert reply.header("content-type") == kind
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", reply.header("traceresponse") or "")
    assert reply.header("date") == "Mon, 21 Sep 2026 14:13:20 GMT"


def test_rate_limits_are_those_of_recordings() -> None:
    """Requests are counted, tokens rounded to thousands, the total is the sum, and `reset` is a whole second."""
    large = json.dumps({**PARAMS, "messages": [{"role": "user", "content": "a" * 401_800}]}).encode()
    reply = Simulator(1).reply(request(body=large), instant())
    shown = {name[20:]: value for name, value in reply.headers if name.startswith("anthropic-ratelimit-")}
    assert shown["requests-remaining"] == "3999"
    assert (shown["input-tokens-remaining"], shown["tokens-remaining"]) == ("1900000", "2300000")
    assert int(shown["tokens-limit"]) == int(shown["input-tokens-limit"]) + int(shown["output-tokens-limit"])
    assert shown["input-tokens-reset"] == "2026-09-21T14:13:23Z"


def test_one_workspace() -> None:
    """All replies come from one organization and one workspace."""
    simulator = Simulator(5)
    replies = [simulator.reply(request(body=BODY), instant()) for _ in range(3)]
    assert len({reply.header("anthropic-workspace-id") for reply in replies}) == 1
    assert len({reply.header("request-id") for reply in replies}) == 3


def test_texts_of_a_stream_are_its_deltas() -> None:
    """A saying is delivered delta by delta, as it was written."""
    saying = Saying((Part("text", "a"), Part("ping"), Part("text", "b")))
    reply = Simulator(1).reply(request(body=STREAM), instant(), saying)
    assert [event.text for event in Reader().feed(reply.body) if event.text] == ["a", "b"]


def test_odd_requests_never_make_it_fail() -> None:
    """Half a surrogate pair in a request is answered like any other text."""
    sent = request(body=b'{"model":"claude-haiku-4-5","max_tokens":1,"messages":[{"role":"user","content":"\\ud800"}]}')
    assert Simulator(1).reply(sent, instant()).status == 200
    assert Simulator(1).reply(request(body=b'{"\\ud800":1}'), instant()).status == 400


def test_the_clock_of_the_case_dates_it() -> None:
    """Ids and dates follow the time of day that the case has."""
    reply = Simulator(1).reply(request(body=BODY), instant(3600))
    assert reply.header("date") == "Mon, 21 Sep 2026 15:13:20 GMT"
    assert EPOCH == 1_790_000_000.25


def test_grading_imports_nothing_heavy() -> None:
    """The judge's path through this room imports neither the SDK nor a server nor vcrpy."""
    code = (
        "import sys, grader.wire.simulator, grader.wire.sse, grader.wire.errors; "
        "print(*{'anthropic', 'httpx2', 'starlette', 'uvicorn', 'h11', 'vcr', 'asyncio'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
