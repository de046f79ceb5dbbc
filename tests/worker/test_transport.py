"""Clients over the channel: what they send, what they get, what they close."""

from __future__ import annotations

import email.utils
import json
from typing import Any

import httpx2
import pytest

from grader import protocol
from tests.support.fake_judge import JSON, SECOND, WALL, Reply, Worker, World, events, message, overloaded, stream

SOURCE = """
import anthropic, asyncio, httpx2, time

PARAMS = {"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "é"}]}

def f(client):
    return client.messages.create(**PARAMS)

async def af(client):
    return await client.messages.create(**PARAMS)

def text(client):
    with client.messages.stream(**PARAMS) as stream:
        return list(stream.text_stream)

async def atext(client):
    async with client.messages.stream(**PARAMS) as stream:
        return [text async for text in stream.text_stream]

def first(client):
    with client.messages.stream(**PARAMS) as stream:
        found = next(iter(stream.text_stream))
    time.sleep(1)
    return found

async def afirst(client):
    async with client.messages.stream(**PARAMS) as stream:
        async for found in stream.text_stream:
            break
    await asyncio.sleep(1)
    return found

def own():
    return anthropic.Anthropic(max_retries=1).messages.create(**PARAMS).content[0].text

def bare():
    with httpx2.Client() as client:
        return client.get("https://example.com/path?q=1", headers={"X-Odd": "1"}).json()

async def abare():
    async with httpx2.AsyncClient() as client:
        return (await client.get("https://example.com/")).json()

def read_on():
    with httpx2.Client() as client, client.stream("GET", "https://example.com/") as response:
        pieces = response.iter_raw()
        found = [next(pieces)]
        response.close()
        for _ in range(2):
            try:
                found.append(next(pieces))
            except (httpx2.HTTPError, StopIteration) as error:
                found.append([type(error).__name__, str(error)])
        return found

async def aread_on():
    async with httpx2.AsyncClient() as client, client.stream("GET", "https://example.com/") as response:
        pieces = response.aiter_raw()
        found = [await anext(pieces)]
        await response.aclose()
        try:
            await anext(pieces)
        except httpx2.HTTPError as error:
            found.append(type(error).__name__)
        return found

def fault():
    try:
        httpx2.get("https://example.com/")
    except httpx2.TransportError as error:
        return [type(error).__name__, str(error), str(error.request.url)]

async def both(client):
    async def one():
        async with client.messages.stream(**PARAMS) as stream:
            return [text async for text in stream.text_stream]
    return await asyncio.gather(one(), one(), one())

def at_once(client):
    try:
        with client.messages.stream(**PARAMS) as stream:
            return list(stream.text_stream)
    except KeyboardInterrupt:
        return "interrupted"
"""
SYNC = {"$": "client", "id": 0}
ASYNC = {"$": "aclient", "id": 0}
BOTH = pytest.mark.parametrize(("function", "client"), [("f", SYNC), ("af", ASYNC)])
STREAMS = pytest.mark.parametrize(("function", "client"), [("text", SYNC), ("atext", ASYNC)])
FIRST = pytest.mark.parametrize(("function", "client"), [("first", SYNC), ("afirst", ASYNC)])


@BOTH
def test_a_reply_comes_as_it_was_sent(worker: Worker, function: str, client: Any) -> None:
    """A client parses the reply's body, and the message that it returns is that JSON, unknown fields included."""
    world = World([Reply([message("hello é")])])
    found = worker.play(SOURCE, client, world=world, function=function).value
    assert (found["cls"], found["v"]) == ("Message", json.loads(message("hello é")))


@BOTH
def test_the_judge_sees_the_request(worker: Worker, function: str, client: Any) -> None:
    """Method, address, headers, body and timeouts of a request reach the judge."""
    world = World([Reply([message()])])
    worker.play(SOURCE, client, world=world, function=function)
    sent = world.events[0]
    assert (sent.method, sent.url) == ("POST", "https://api.anthropic.com/v1/messages")
    assert '"content":"é"' in sent.body.decode()
    assert ("Authorization", "Bearer no-key-is-needed-here") in sent.headers
    assert {"connect", "read", "write", "pool"} == set(sent.timeout)


@BOTH
def test_a_client_retries_on_the_judges_clock(worker: Worker, function: str, client: Any) -> None:
    """An HTTP date in retry-after is waited for to the second."""
    date = email.utils.formatdate(WALL / SECOND + 30, usegmt=True)
    world = World([overloaded(**{"retry-after": date}), Reply([message()])])
    worker.play(SOURCE, client, world=world, function=function)
    assert world.waits == [30]


@pytest.mark.parametrize("kind", ["client", "aclient"])
def test_a_client_has_the_options_it_was_given(worker: Worker, kind: str) -> None:
    """Retries and timeout of a client are those that the judge asked for."""
    world = World([overloaded()])
    client = {"$": kind, "id": 1, "max_retries": 0, "timeout": 12.5}
    found = worker.play(SOURCE, client, world=world, function="f" if kind == "client" else "af")
    assert "anthropic.OverloadedError" in found.error["mro"] or "anthropic.APIStatusError" in found.error["mro"]
    assert world.kinds.count("Http") == 1
    assert world.events[0].timeout["read"] == 12.5


@STREAMS
def test_a_stream_is_read_piece_by_piece(worker: Worker, function: str, client: Any) -> None:
    """Each piece is asked for when it is needed; pieces that come late are waited for."""
    world = World([stream("a", "é", "c", pause=2.0)])
    found = worker.play(SOURCE, client, world=world, function=function)
    assert found.value == ["a", "é", "c"]
    assert set(world.waits) == {2.0}
    assert world.kinds[:3] == ["Http", "Chunk", "Wait"]


@FIRST
def test_an_early_exit_closes_the_stream_at_once(worker: Worker, function: str, client: Any) -> None:
    """Leaving a stream closes it, once, before anything else happens."""
    world = World([stream("a", "b", "c")])
    found = worker.play(SOURCE, client, world=world, function=function)
    assert found.value == "a"
    assert world.kinds == ["Http", *["Chunk"] * (world.kinds.index("Closed") - 1), "Closed", "Wait"]


def test_a_client_of_the_learners_own_is_covered(worker: Worker) -> None:
    """A client that the code builds without a key goes to the judge, with the options that it was given."""
    world = World([overloaded(), Reply([message("own")])])
    assert worker.play(SOURCE, world=world, function="own").value == "own"


@pytest.mark.parametrize("function", ["bare", "abare"])
def test_a_bare_http_client_is_covered(worker: Worker, function: str) -> None:
    """A client of httpx2 goes to the judge as well."""
    world = World([Reply([b'{"a": 1}'])])
    assert worker.play(SOURCE, world=world, function=function).value == {"a": 1}
    assert world.events[0].url.startswith("https://example.com/")


def test_reading_a_closed_body_fails_as_on_a_closed_socket(worker: Worker) -> None:
    """Reading on after close raises ReadError and then stops, and no chunk is asked for."""
    world = World([Reply([b"one", b"two"])])
    found = worker.play(SOURCE, world=world, function="read_on").value
    assert found == [b"one", ["ReadError", "[Errno 9] Bad file descriptor"], ["StopIteration", ""]]
    assert world.kinds == ["Http", "Chunk", "Closed"]


def test_reading_a_closed_async_body_fails(worker: Worker) -> None:
    """The same holds of an async client."""
    world = World([Reply([b"one", b"two"])])
    assert worker.play(SOURCE, world=world, function="aread_on").value == [b"one", "ReadError"]
    assert world.kinds == ["Http", "Chunk", "Closed"]


FAULTS = sorted(
    name for name, found in vars(httpx2).items() if isinstance(found, type) and issubclass(found, httpx2.TransportError)
)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_raises_the_error_of_its_name(worker: Worker, name: str) -> None:
    """Every transport error of httpx2 can be raised, with its request."""
    world = World([protocol.Fault(name=name, message="why")])
    assert worker.play(SOURCE, world=world, function="fault").value == [name, "why", "https://example.com/"]


def test_a_fault_in_mid_stream_breaks_the_body(worker: Worker) -> None:
    """A connection that breaks in a body raises there, and the body is closed."""
    fault = protocol.Fault(name="RemoteProtocolError", message="peer closed")
    world = World([Reply([*events("a")[:3], fault], headers=[("content-type", "text/event-stream")])])
    found = worker.play(SOURCE, SYNC, world=world, function="text").error
    assert found["mro"][0].endswith("RemoteProtocolError")
    assert world.kinds[-1] == "Closed"


@pytest.mark.parametrize("name", ["KeyError", "InvalidURL", "Client", "nothing"])
def test_a_fault_of_no_such_name_is_the_graders_bug(worker: Worker, name: str) -> None:
    """A fault that names no transport error ends the worker, and says why."""
    world = World([protocol.Fault(name=name, message="")])
    with pytest.raises((EOFError, ConnectionError)):
        worker.play(SOURCE, world=world, function="fault")
    assert b"grader bug" in worker.drain()


@pytest.mark.parametrize("event", range(1, 6))
def test_an_interrupted_sync_call_raises(worker: Worker, event: int) -> None:
    """An interruption at any event of a sync stream is a KeyboardInterrupt there; what was open is closed."""
    world = World([stream("a", "b", "c", pause=1.0)], interrupt=event)
    assert worker.play(SOURCE, SYNC, world=world, function="at_once").value == "interrupted"
    assert world.kinds.count("Closed") == (event > 1)
    assert world.promised == []


@pytest.mark.parametrize("event", range(1, 12))
def test_an_interrupted_fan_out_is_cancelled(worker: Worker, event: int) -> None:
    """An interruption at any event of three parallel streams cancels the call, which closes what it opened."""
    world = World([stream("a", "b", pause=1.0, after=1.0) for _ in range(3)], interrupt=event)
    found = worker.play(SOURCE, ASYNC, world=world, function="both")
    assert found.error["mro"][0] == "asyncio.exceptions.CancelledError"
    worker.finish(world)
    assert world.promised == []


def test_a_waiting_request_that_is_cancelled_is_abandoned(worker: Worker) -> None:
    """A reply that is no longer waited for is given up."""
    source = SOURCE + "\nasync def g(client):\n    await asyncio.wait_for(af(client), 5)\n"
    world = World([Reply([message()], after=60.0)])
    found = worker.play(source, ASYNC, world=world, function="g")
    assert "builtins.TimeoutError" in found.error["mro"]
    assert world.kinds == ["Http", "Wait", "Abandon"]
    assert world.waits == [5]


def test_a_body_is_closed_once(worker: Worker) -> None:
    """However often a body is closed, the judge hears of it once."""
    source = (
        "import httpx2\ndef f():\n"
        "    with httpx2.Client() as client, client.stream('GET', 'https://a.b/') as response:\n"
        "        response.stream.close()\n        response.stream.close()\n"
    )
    world = World([Reply([b"{}"])])
    worker.play(source, world=world)
    assert world.kinds == ["Http", "Closed"]


def test_headers_cross_as_they_are(worker: Worker) -> None:
    """Repeated and odd headers of a reply are all there."""
    source = "import httpx2\ndef f():\n    return httpx2.get('https://a.b/').headers.multi_items()"
    headers = [*JSON, ("x-a", "1"), ("x-a", "2")]
    found = worker.play(source, world=World([Reply([b"{}"], headers=headers)])).value
    assert [pair["v"] for pair in found] == [["content-type", "application/json"], ["x-a", "1"], ["x-a", "2"]]
