"""A server on this machine that answers as an origin does, for any client in any language.

Raw asyncio with h11 for the parsing: only so can a connection be reset in mid-body, a chunk be left unfinished, or a
reply stall, and no header be added. Delays are real time here.

Faults, by the name of the `httpx2` exception that a client is to see: `ReadError` resets the connection;
`RemoteProtocolError` closes it before the body has ended; a timeout says nothing more until the client goes. A
connection that a server accepts can't be refused any more, so `ConnectError` resets it before a byte was sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import socket
import struct
import sys
import time
from collections.abc import Callable
from ipaddress import ip_address
from types import TracebackType
from typing import Final, Self, TypeAlias

import h11

from grader.trace import Reply, Request
from grader.wire.delivery import Delivery, Fault, Instant, Miss, Origin
from grader.wire.script import Script, Scripted
from grader.wire.simulator import SECONDS, Simulator

MAX_BODY: Final = 300_000_000
"""Bytes of a request that are read: more than the largest that the API accepts, so that 413 can be answered."""
FRAMING: Final = frozenset({"content-length", "transfer-encoding"})
TIMEOUTS: Final = frozenset({"ReadTimeout", "ConnectTimeout", "WriteTimeout", "PoolTimeout"})


def serve(
    host: str = "127.0.0.1",
    port: int = 0,
    seed: int = 0,
    *,
    script: Script | None = None,
    batch_seconds: float = SECONDS,
) -> None:
    """Serve the simulator until Ctrl-C, by a script if one is given.

    Port 0 is any free one. Batches take `batch_seconds` of real time, unless the script tells what a poll shows. Raises
    ValueError for a host that is not this machine.
    """

    def origin(url: str) -> Origin:
        return Scripted(Simulator(seed, url, batch_seconds=batch_seconds), script or Script(), polls=None)

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_forever(Server(origin, host, port)))


async def _forever(server: Server) -> None:
    async with server:
        sys.stdout.write(f"Serving at {server.url} (Ctrl-C ends it). Point a client to it: {hint(server.url)}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def hint(url: str) -> str:
    """Return how the SDKs are pointed to this URL; any key will do."""
    return f"ANTHROPIC_BASE_URL={url} ANTHROPIC_API_KEY=any"


class Server:
    """Serves an origin within `async with`. The origin is made once the URL is known, which it may have to name."""

    def __init__(self, origin: Callable[[str], Origin], host: str = "127.0.0.1", port: int = 0) -> None:
        if host != "localhost" and not ip_address(host).is_loopback:
            msg = f"{host} can be reached from other machines: only a loopback address such as 127.0.0.1 is served"
            raise ValueError(msg)
        self._make, self._host, self._port = origin, host, port
        self.url = ""
        self._started = time.monotonic_ns()
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self._host, self._port)
        host, port = self._server.sockets[0].getsockname()[:2]
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self._origin = self._make(self.url)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(Connection(reader, writer, self._answer).serve())
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    def _answer(self, head: h11.Request, body: bytes) -> Delivery | Fault:
        now = Instant(time.monotonic_ns() - self._started, time.time())
        try:
            return self._origin.answer(_request(head, body, self.url), now)
        except Miss as miss:
            sys.stderr.write(f"{miss}\n")
            return Delivery.whole(Reply(502, (("x-should-retry", "false"),), str(miss).encode()))


def _request(head: h11.Request, body: bytes, url: str) -> Request:
    path, _, query = head.target.decode("latin-1").partition("?")
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers)
    return Request(head.method.decode("ascii"), path, headers, body, url, query)


Answer: TypeAlias = Callable[[h11.Request, bytes], Delivery | Fault]


class Connection:
    """One client's connection: request after request, until one side is done with it or a fault ends it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answer) -> None:
        self._reader, self._writer, self._answer = reader, writer, answer
        self._http = h11.Connection(h11.SERVER)

    async def serve(self) -> None:
        """Answer until the connection ends. What a client does wrong ends it and nothing else."""
        try:
            with contextlib.suppress(OSError, h11.ProtocolError):
                while (received := await self._receive()) is not None and await self._play(self._answer(*received)):
                    self._http.start_next_cycle()
        except asyncio.CancelledError:
            # the server ends, and waits for no client to read what is left
            self._writer.transport.abort()
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _receive(self) -> tuple[h11.Request, bytes] | None:
        head, body = None, bytearray()
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                await self._read()
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > MAX_BODY:
                    return None
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return head, bytes(body)
            else:
                return None

    async def _read(self) -> None:
        if self._http.they_are_waiting_for_100_continue:
            await self._send(h11.InformationalResponse(status_code=100, headers=[]))
        self._http.receive_data(await self._reader.read(65536))

    async def _play(self, given: Delivery | Fault) -> bool:
        """Send what arrives of a reply, and tell whether the connection may be used again."""
        if isinstance(given, Fault):
            return await self._fail(given)
        if not await self._wait(given.after):
            return False
        await self._send(_head(given))
        for piece in given.pieces:
            if not await self._wait(piece.after):
                return False
            await self._send(h11.Data(data=piece.data))
        if given.fault is not None:
            return await self._fail(given.fault)
        await self._send(h11.EndOfMessage())
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _fail(self, fault: Fault) -> bool:
        if (
            await self._wait(math.inf if fault.name in TIMEOUTS else fault.after)
            and fault.name != "RemoteProtocolError"
        ):
            linger = struct.pack("ii", 1, 0)
            self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self._writer.transport.abort()
        return False

    async def _wait(self, seconds: float) -> bool:
        """Wait, and tell whether the client is still there; for what never comes, wait until it is not."""
        if math.isinf(seconds):
            while await self._reader.read(65536):
                pass
            return False
        await asyncio.sleep(seconds)
        return True

    async def _send(self, event: h11.Event) -> None:
        data = self._http.send(event)
        if data:
            self._writer.write(data)
            await self._writer.drain()


def _head(delivery: Delivery) -> h11.Response:
    """Return the head of a reply, framed for what arrives of its body, which may be less than was meant."""
    whole = b"".join(piece.data for piece in delivery.pieces) == delivery.reply.body and delivery.fault is None
    kept = [(name, value) for name, value in delivery.reply.headers if name.lower() not in FRAMING or whole]
    if not whole:
        kept.append(("transfer-encoding", "chunked"))
    return h11.Response(status_code=delivery.reply.status, headers=kept)
