"""A judge in miniature: it starts the zygote as the real one does, and answers a worker's events from a script.

It knows nothing of rubrics and limits, so that a test of the worker fails for the worker's sake alone.
"""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from grader import protocol

BOOTSTRAP = Path(__file__).parents[2] / "grader" / "worker" / "bootstrap.py"
ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "MALLOC_ARENA_MAX": "2",
    "PYTHONBREAKPOINT": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "SECRET": "not for learners",
}
SECOND = 1_000_000_000
START = 5_000 * SECOND
WALL = 1_793_611_800 * SECOND
JSON = [("content-type", "application/json")]


WALLS = ("landlock", "seccomp") if sys.platform == "linux" else ()
"""The walls that a worker's tests run behind."""


def command(role: str, fd: int, bootstrap: Path = BOOTSTRAP, walls: Sequence[str] = ()) -> list[str]:
    """Return the command line of a worker's program."""
    return [sys.executable, "-s", "-P", "-B", "-X", "utf8", str(bootstrap), role, str(fd), ",".join(walls)]


def exactly(sock: socket.socket, count: int) -> bytes:
    """Return so many bytes of a socket. Raises EOFError at its end."""
    data = b""
    while len(data) < count:
        piece = sock.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def frame(sock: socket.socket) -> bytes:
    """Return the next frame's body."""
    (length,) = protocol.HEADER.unpack(exactly(sock, protocol.HEADER.size))
    return exactly(sock, length)


class Zygote:
    """The zygote's process and its control socket."""

    def __init__(
        self,
        bootstrap: Path = BOOTSTRAP,
        environment: dict[str, str] = ENVIRONMENT,
        walls: Sequence[str] = WALLS,
    ) -> None:
        self.control, theirs = socket.socketpair()
        self.control.settimeout(60)
        with theirs:
            self.process = subprocess.Popen(
                command("zygote", theirs.fileno(), bootstrap, walls),
                env=environment,
                pass_fds=[theirs.fileno()],
                stderr=subprocess.PIPE,
            )

    def order(self, message: protocol.Spawn | protocol.Kill, fds: Sequence[int] = ()) -> Any:
        """Send an order and return its answer."""
        body = msgspec.msgpack.encode(message)
        socket.send_fds(self.control, [protocol.HEADER.pack(len(body)) + body], list(fds))
        return protocol.from_zygote.decode(frame(self.control))

    def spawn(self) -> Worker:
        """Fork a worker."""
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        pid = self.order(protocol.Spawn(), [theirs.fileno(), write]).pid
        theirs.close()
        os.close(write)
        return Worker(self, pid, ours, read)

    def kill(self, pid: int) -> protocol.Exited:
        """Kill and reap a worker."""
        found = self.order(protocol.Kill(pid))
        assert isinstance(found, protocol.Exited)
        return found

    def close(self) -> None:
        """Close the control socket, which ends the zygote."""
        self.control.close()
        self.process.wait(30)
        assert self.process.stderr is not None
        self.process.stderr.close()


@dataclass
class Reply:
    """What the script answers to a request: pieces of a body, each after some virtual seconds; an error ends it."""

    pieces: Sequence[bytes | protocol.Fault]
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=lambda: list(JSON))
    after: float = 0.0
    pause: float = 0.0


@dataclass
class World:
    """What a worker meets: a clock, replies in order, callbacks. `interrupt` counts events from 1."""

    replies: list[Reply | protocol.Fault] = field(default_factory=list)
    callbacks: dict[str, Callable[..., Any]] = field(default_factory=dict)
    interrupt: int | None = None
    answers: dict[int, protocol.Answer] = field(default_factory=dict)
    """Answers to the events of these numbers, in place of the usual one."""
    now: int = START
    events: list[Any] = field(default_factory=list)
    _open: dict[int, Iterator[bytes | protocol.Fault]] = field(default_factory=dict)
    _pauses: dict[int, float] = field(default_factory=dict)
    _promised: dict[int, tuple[int, Callable[[], protocol.Answer]]] = field(default_factory=dict)

    @property
    def promised(self) -> list[int]:
        """The tickets that were neither taken up nor given up."""
        return list(self._promised)

    @property
    def kinds(self) -> list[str]:
        """The kinds of all events."""
        return [type(event).__name__ for event in self.events]

    @property
    def waits(self) -> list[float]:
        """The seconds of all waits in which time passed."""
        return [event.ns / SECOND for event in self.events if isinstance(event, protocol.Wait) and not event.unsure]

    @property
    def seconds(self) -> float:
        """How much time passed."""
        return (self.now - START) / SECOND

    def answer(self, event: Any) -> protocol.Answer:
        """Answer one event."""
        self.events.append(event)
        number = len(self.events)
        if number == self.interrupt:
            if isinstance(event, protocol.Collect):
                del self._promised[event.ticket]
            return protocol.Interrupt(now=self.now)
        return self.answers[number] if number in self.answers else self._usual(event, number)

    def _usual(self, event: Any, number: int) -> protocol.Answer:
        match event:
            case protocol.Wait(unsure=True):
                return protocol.Now(now=self.now, asleep=True)
            case protocol.Wait():
                assert event.ns != protocol.NEVER, "waits for something that never happens"
                self.now += event.ns
            case protocol.Http():
                return self._head(number)
            case protocol.Chunk():
                return self._later(number, self._pauses[event.stream], lambda: self._piece(event.stream))
            case protocol.Collect():
                at, hand_out = self._promised.pop(event.ticket)
                assert at <= self.now, "asked too early"
                return hand_out()
            case protocol.Abandon():
                del self._promised[event.ticket]
            case protocol.Callback():
                value = self.callbacks[event.name](*event.args, **event.kwargs)
                return value if isinstance(value, protocol.Answer) else protocol.Return(value=value)
        return protocol.Now(now=self.now)

    def _head(self, number: int) -> protocol.Answer:
        reply = self.replies.pop(0)
        if isinstance(reply, protocol.Fault):
            return reply
        self._open[number] = iter(reply.pieces)
        self._pauses[number] = reply.pause
        head = protocol.Head(stream=number, status=reply.status, headers=reply.headers)
        return self._later(number, reply.after, lambda: head)

    def _later(self, ticket: int, after: float, hand_out: Callable[[], protocol.Answer]) -> protocol.Answer:
        if not after:
            return hand_out()
        at = self.now + round(after * SECOND)
        self._promised[ticket] = at, hand_out
        return protocol.Later(ticket=ticket, at=at)

    def _piece(self, stream: int) -> protocol.Answer:
        piece = next(self._open[stream], None)
        if isinstance(piece, bytes):
            return protocol.Data(data=piece)
        return piece or protocol.End()


class Worker:
    """A worker's channel and output, seen from the judge."""

    def __init__(self, zygote: Zygote | None, pid: int, sock: socket.socket, output: int | None) -> None:
        self._zygote = zygote
        self._nonce = 0
        self.pid = pid
        self.sock = sock
        sock.settimeout(60)  # a worker that hangs fails its test
        self.output = output
        self.printed = b""
        self.ready = protocol.from_worker.decode(frame(sock))

    def run(self, kind: type[protocol.Command], world: World, *args: Any, **options: Any) -> Any:
        """Send a command, answer its events, return its ending."""
        self._nonce += 1
        self.sock.sendall(protocol.encode(kind(self._nonce, *args, **options)))
        while True:
            message = protocol.from_worker.decode(frame(self.sock))
            self.drain()
            if isinstance(message, protocol.Ending):
                assert self._nonce == message.nonce
                return message
            self.sock.sendall(protocol.encode(world.answer(message)))

    def load(self, source: str | bytes, name: str = "01_topic/answer.py") -> Any:
        """Load a file."""
        return self.run(protocol.Load, World(), name, source.encode() if isinstance(source, str) else source)

    def begin(self, world: World, seed: int = 0) -> Any:
        """Begin a case."""
        return self.run(protocol.Begin, world, world.now, WALL, seed)

    def call(self, world: World, name: str, *args: Any, **options: Any) -> Any:
        """Call a function."""
        return self.run(protocol.Call, world, name, world.now, list(args), **options)

    def pull(self, world: World, handle: Any) -> Any:
        """Take the next item."""
        return self.run(protocol.Pull, world, handle.handle)

    def close_iterator(self, world: World, handle: Any) -> Any:
        """Close an iterator."""
        return self.run(protocol.Close, world, handle.handle)

    def finish(self, world: World) -> Any:
        """End the case."""
        return self.run(protocol.Finish, world)

    def play(self, source: str, *args: Any, world: World | None = None, function: str = "f") -> Any:
        """Load a file, begin a case, call one function."""
        world = world or World()
        self.load(source)
        begun = self.begin(world)
        assert isinstance(begun, protocol.Done), begun
        return self.call(world, function, *args)

    def drain(self) -> bytes:
        """Read what was printed so far, and return all of it."""
        while self.output is not None and select.select([self.output], [], [], 0)[0]:
            piece = os.read(self.output, 1 << 16)
            if not piece:
                break
            self.printed += piece
        return self.printed

    def kill(self) -> protocol.Exited:
        """Kill the process."""
        assert self._zygote is not None
        return self._zygote.kill(self.pid)

    def close(self) -> None:
        """Close this end."""
        self.sock.close()
        if self.output is not None:
            os.close(self.output)


def message(text: str = "hello") -> bytes:
    """Return the body of a successful reply."""
    return msgspec.json.encode(
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude-sonnet-4-5",
            "content": [{"type": "text", "text": text}],
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": 3, "output_tokens": 1, "new_count": {"of": 1}},
        }
    )


def overloaded(**headers: str) -> Reply:
    """Return a reply of an overloaded API."""
    body = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    return Reply([msgspec.json.encode(body)], 529, JSON + list(headers.items()))


def events(*texts: str) -> list[bytes]:
    """Return the pieces of a stream that says these texts, one event in each."""
    start = msgspec.json.decode(message())
    start.update(content=[], stop_reason=None)
    block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    deltas = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}} for text in texts
    ]
    delta = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}}
    stop = {"type": "content_block_stop", "index": 0}
    all_events: list[dict[str, Any]] = [
        {"type": "message_start", "message": start},
        block,
        *deltas,
        stop,
        delta,
        {"type": "message_stop"},
    ]
    return [b"event: %s\ndata: %s\n\n" % (e["type"].encode(), msgspec.json.encode(e)) for e in all_events]


def stream(*texts: str, **options: Any) -> Reply:
    """Return a reply that streams these texts."""
    return Reply(events(*texts), headers=[("content-type", "text/event-stream")], **options)
