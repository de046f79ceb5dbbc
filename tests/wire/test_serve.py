"""The server on this machine: the real SDK over real sockets, faults included. Nothing here leaves the machine."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import anthropic
import httpx2
import pytest

from grader.trace import Reply, Request
from grader.wire.delivery import NEVER, Delivery, Fault, Instant, Miss, Origin, Piece
from grader.wire.script import Script, Scripted, Step
from grader.wire.serve import Server
from grader.wire.simulator import Simulator
from tests.support.sdk import PARAMS

Change = Callable[[Delivery], Delivery | Fault]


class Changed:
    """The simulator, whose deliveries are changed on their way; it keeps what it was asked."""

    def __init__(self, url: str, change: Change) -> None:
        self.seen: list[Request] = []
        self._simulator = Simulator(1, origin_url=url, batch_seconds=0)
        self._change = change

    def answer(self, request: Request, now: Instant) -> Delivery | Fault:
        """Answer as the simulator does, changed."""
        self.seen.append(request)
        return self._change(self._simulator.answer(request, now))


@asynccontextmanager
async def served(change: Change = lambda delivery: delivery) -> AsyncIterator[tuple[anthropic.AsyncAnthropic, Server]]:
    """Serve, and give a client that does not retry."""
    async with (
        Server(lambda url: Changed(url, change)) as server,
        anthropic.AsyncAnthropic(api_key="k", base_url=server.url, max_retries=0, timeout=5) as client,
    ):
        yield client, server


def run(test: Callable[[anthropic.AsyncAnthropic], Awaitable[Any]], change: Change = lambda delivery: delivery) -> Any:
    """Run a test against a server."""

    async def body() -> Any:
        async with served(change) as (client, _):
            return await test(client)

    return asyncio.run(body())


async def text(client: anthropic.AsyncAnthropic) -> str:
    """Stream a text to its end."""
    async with client.messages.stream(**PARAMS) as stream:
        return await stream.get_final_text()


def test_a_tour_over_real_sockets() -> None:
    """Messages, streams and batches work over HTTP, on one connection that is kept."""

    async def tour(client: anthropic.AsyncAnthropic) -> None:
        message = await client.messages.create(**PARAMS)
        assert message.stop_reason == "end_turn"
        assert len((await text(client)).split()) >= 3
        batch = await client.messages.batches.create(requests=[{"custom_id": "a", "params": PARAMS}])  # type: ignore[typeddict-item]
        results = [line async for line in await client.messages.batches.results(batch.id)]
        assert [line.result.type for line in results] == ["succeeded"]
        with pytest.raises(anthropic.NotFoundError):
            await client.messages.create(**{**PARAMS, "model": "nope"})

    run(tour)


def test_the_synchronous_client() -> None:
    """The synchronous client reads it as well."""

    async def body() -> Any:
        async with Server(lambda url: Simulator(1, origin_url=url)) as server:
            with anthropic.Anthropic(api_key="k", base_url=server.url) as client:
                message = await asyncio.to_thread(lambda: client.messages.create(**PARAMS))
            return message.content[0].type

    assert asyncio.run(body()) == "text"


def test_the_origin_sees_the_request() -> None:
    """Method, path, query, host, headers and body reach the origin as they were sent."""
    seen: list[Request] = []

    async def body() -> None:
        def make(url: str) -> Origin:
            origin = Changed(url, lambda delivery: delivery)
            origin.seen = seen
            return origin

        async with Server(make) as server, httpx2.AsyncClient(base_url=server.url) as client:
            await client.post("/v1/messages?beta=true", content=b"{}", headers={"x-api-key": "k"})
            assert seen[0].host == server.url

    asyncio.run(body())
    assert (seen[0].method, seen[0].path, seen[0].query, seen[0].body) == ("POST", "/v1/messages", "beta=true", b"{}")
    assert seen[0].header("x-api-key") == "k"


def test_headers_are_sent_as_they_are() -> None:
    """A reply's headers cross the wire in their order, none added; only the framing goes to the end."""
    expected: list[Reply] = []

    def keep(delivery: Delivery) -> Delivery:
        expected.append(delivery.reply)
        return delivery

    async def test(client: anthropic.AsyncAnthropic) -> list[tuple[str, str]]:
        raw = await client.messages.with_raw_response.create(**PARAMS)
        return [(name.decode().lower(), value.decode()) for name, value in raw.headers.raw]

    chunked = ("transfer-encoding", "chunked")
    assert run(test, keep) == [*(pair for pair in expected[0].headers if pair != chunked), chunked]


def broken(delivery: Delivery, fault: Fault | None, after: float = 0) -> Delivery:
    """Return the first half of a delivery, and then a fault."""
    half = delivery.reply.body[: len(delivery.reply.body) // 2]
    return replace(delivery, pieces=(Piece(half), Piece(b"", after)), fault=fault)


@pytest.mark.parametrize("name", ["ReadError", "RemoteProtocolError"])
def test_faults_in_mid_body(name: str) -> None:
    """A reset and an unfinished body are seen by the client as what they are."""
    with pytest.raises(getattr(httpx2, name)):
        run(text, lambda delivery: broken(delivery, Fault(name, "")))


def test_a_clean_cut() -> None:
    """A body that is cut, yet ended properly, raises nothing: the SDK returns what it has."""

    async def stop_reason(client: anthropic.AsyncAnthropic) -> str | None:
        async with client.messages.stream(**PARAMS) as stream:
            return (await stream.get_final_message()).stop_reason

    assert run(stop_reason, lambda delivery: broken(delivery, None)) is None


def test_a_cut_of_a_measured_body() -> None:
    """A body that was to have a length can be cut too: the client sees the status, and what arrived."""

    async def test(client: anthropic.AsyncAnthropic) -> None:
        await client.messages.create(**{**PARAMS, "max_tokens": -1})

    with pytest.raises(anthropic.BadRequestError):
        run(test, lambda delivery: broken(delivery, None))


def test_a_stall_lasts_until_the_client_goes() -> None:
    """A stalled body ends with the client's own timeout."""

    async def test(client: anthropic.AsyncAnthropic) -> None:
        await text(client.with_options(timeout=0.05))

    for change in (
        lambda delivery: broken(delivery, None, NEVER),
        lambda delivery: broken(delivery, Fault("ReadTimeout", "")),
    ):
        with pytest.raises(httpx2.ReadTimeout):
            run(test, change)


@pytest.mark.parametrize(
    "change",
    [
        lambda delivery: replace(delivery, after=NEVER),
        lambda _: Fault("ReadTimeout", ""),
        lambda _: Fault("ConnectTimeout", "", NEVER),
    ],
    ids=["no head", "no reply", "no connection"],
)
def test_silence(change: Change) -> None:
    """Where no head ever comes, the client times out."""

    async def test(client: anthropic.AsyncAnthropic) -> None:
        await client.with_options(timeout=0.05).messages.create(**PARAMS)

    with pytest.raises(anthropic.APITimeoutError):
        run(test, change)


def test_no_connection() -> None:
    """A connection that is refused ends before a byte was sent."""

    async def test(client: anthropic.AsyncAnthropic) -> None:
        await client.messages.create(**PARAMS)

    with pytest.raises(anthropic.APIConnectionError):
        run(test, lambda _: Fault("ConnectError", "refused"))


def test_the_server_lives_on_after_a_fault() -> None:
    """A client that breaks off, or talks nonsense, disturbs no other."""

    async def body() -> str:
        async with served() as (client, server):
            port = int(server.url.rpartition(":")[2])
            for nonsense in (b"nonsense\r\n\r\n", b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc", b""):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(nonsense)
                writer.write_eof()
                await reader.read()
                writer.close()
            return await text(client)

    assert asyncio.run(body())


def test_a_miss_is_told() -> None:
    """A request that was never recorded gets no invented reply, and is not retried."""

    def miss(_: Delivery) -> Delivery:
        msg = "nothing was recorded for this"
        raise Miss(msg)

    async def test(client: anthropic.AsyncAnthropic) -> None:
        await client.with_options(max_retries=2).messages.create(**PARAMS)

    with pytest.raises(anthropic.InternalServerError, match="nothing was recorded"):
        run(test, miss)


def test_waiting_for_100_continue() -> None:
    """A client that asks before it sends a large body is told to go on."""

    async def body() -> bytes:
        async with served() as (_, server):
            reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rpartition(":")[2]))
            writer.write(b"POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n")
            first = await reader.readline()
            writer.write(b"{}")
            await reader.readline()
            second = await reader.readline()
            writer.close()
            return first + second

    assert asyncio.run(body()) == b"HTTP/1.1 100 \r\nHTTP/1.1 404 \r\n"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "8.8.8.8"])
def test_only_this_machine_is_served(host: str) -> None:
    """An address that other machines reach is refused."""
    with pytest.raises(ValueError, match="only a loopback address"):
        Server(lambda url: Simulator(1, origin_url=url), host)


def test_a_script_over_sockets() -> None:
    """A script plays over real sockets as it does in the judge."""

    async def body() -> Any:
        script = Script((Step("529"), Step()))
        async with (
            Server(lambda url: Scripted(Simulator(1, url), script)) as server,
            anthropic.AsyncAnthropic(api_key="k", base_url=server.url, max_retries=0) as client,
        ):
            with pytest.raises(anthropic.InternalServerError):
                await client.messages.create(**PARAMS)
            return (await client.messages.create(**PARAMS)).stop_reason

    assert asyncio.run(body()) == "end_turn"


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
def test_ctrl_c_ends_it_cleanly() -> None:
    """It prints one line with its URL, and Ctrl-C ends it without a traceback, open connections or not."""
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # where tests run in the background
    )
    code += "; from grader.wire.serve import serve; serve()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        url = line.split()[2]
        with httpx2.Client(base_url=url) as client:
            assert client.get("/").status_code == 404
            process.send_signal(signal.SIGINT)
            try:
                assert process.wait(10) == 0
            finally:
                process.kill()
        assert process.stderr.read() == ""
    assert (
        line
        == f"Serving at {url} (Ctrl-C ends it). Point a client to it: ANTHROPIC_BASE_URL={url} ANTHROPIC_API_KEY=any\n"
    )
