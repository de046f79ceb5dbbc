"""What a worker's clients meet: requests are answered by the origin, and handed out as time passes.

A reply that takes time comes in two steps. The judge names when it will be there; the worker's clock gets there by
waiting; only then does the judge hand it out. So a wait is evidence, and asking earlier is a breach.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from grader import protocol
from grader.judge.endings import Breach, TimedOut, Unrecorded
from grader.trace import NANO, Reply, Request
from grader.wire.delivery import Delivery, Fault, Instant, Miss, Origin, Piece
from grader.wire.sse import Reader

if TYPE_CHECKING:
    from grader.judge.clock import Clock
    from grader.judge.journal import Journal

API: Final = "https://api.anthropic.com"
TOLERANCE: Final = 1_000
"""Nanoseconds by which a reply may be collected too early: less than any wait in floating point is off."""
MOST_URL: Final = 1 << 16
"""The longest URL that httpx2 sends, in characters (`MAX_URL_LENGTH` in `httpx2/_urlparse.py`)."""
PIECE: Final = 1 << 18
"""The most bytes of a body that are handed out at once: a reply may quote what was sent, and must fit a frame."""
_FOREVER: Final = 4 * 10**18
"""A due time beyond every budget."""


@dataclass(slots=True)
class Ticket:
    """A promise: when it is due, of which request, and what happens when it is collected."""

    due: int
    n: int
    hand_out: Callable[[], protocol.Answer]


@dataclass(slots=True)
class Stream:
    """The body of a reply on its way."""

    n: int
    delivery: Delivery
    began: int
    read_timeout: float
    reader: Reader | None
    next: int = 0
    open: bool = True
    over: bool = False
    pieces: tuple[Piece, ...] = ()
    schedule: list[int] = field(default_factory=list)
    """When each piece, and then the end or fault, is there."""

    def __post_init__(self) -> None:
        at = self.began
        fault = self.delivery.fault
        self.pieces = tuple(part for piece in self.delivery.pieces for part in _parts(piece))
        for after in (*(piece.after for piece in self.pieces), fault.after if fault else 0.0):
            at = _later(at, after)
            self.schedule.append(at)


def _parts(piece: Piece) -> Iterator[Piece]:
    yield Piece(piece.data[:PIECE], piece.after)
    for start in range(PIECE, len(piece.data), PIECE):
        yield Piece(piece.data[start : start + PIECE])


def _later(at: int, seconds: float) -> int:
    return at + round(min(seconds * NANO, _FOREVER))


class Wire:
    """The judge's side of all connections of one case."""

    def __init__(self, origin: Origin, clock: Clock, journal: Journal, requests: int) -> None:
        self._origin = origin
        self._clock = clock
        self._journal = journal
        self._most = requests
        self._sent = 0
        self._ids = count(1)
        self._tickets: dict[int, Ticket] = {}
        self._streams: dict[int, Stream] = {}

    # ------------------------------------------------------------ events

    def request(self, event: protocol.Http) -> protocol.Answer:
        """A client sends a request."""
        self._sent += 1
        if self._sent > self._most:
            msg = f"The call sent more than {self._most} requests."
            raise TimedOut(msg)
        n = self._sent
        sent = _request(event)
        timeout = {phase: _seconds(event.timeout.get(phase)) for phase in ("connect", "read")}
        self._journal.add("request", n, request=sent, timeout=event.timeout)
        if sent.host != API:
            reason = f"there is no network while grading: only {API} is answered"
            return self._fault(n, Fault("ConnectError", reason))
        return self._answer(n, self._found(sent), timeout)

    def lost(self, event: protocol.Http) -> None:
        """A client sends a request, which reaches the API, but no reply will be delivered."""
        self._sent += 1
        sent = _request(event)
        self._journal.add("request", self._sent, request=sent, timeout=event.timeout)
        if sent.host == API:
            self._found(sent)

    def _found(self, sent: Request) -> Delivery | Fault:
        try:
            return self._origin.answer(sent, Instant(self._clock.since, self._clock.wall))
        except Miss as miss:
            raise Unrecorded(str(miss)) from None

    def _answer(self, n: int, found: Delivery | Fault, timeout: dict[str, float]) -> protocol.Answer:
        if isinstance(found, Fault):
            bound = timeout["connect"] if found.name == "ConnectTimeout" else timeout["read"]
            return self._promise(n, min(found.after, bound), lambda: self._fault(n, found))
        if found.after > timeout["read"]:
            silence = Fault("ReadTimeout", "the server sent no reply within the read timeout")
            return self._promise(n, timeout["read"], lambda: self._fault(n, silence))
        return self._promise(n, found.after, lambda: self._head(n, found, timeout["read"]))

    def _promise(self, n: int, after: float, hand_out: Callable[[], protocol.Answer]) -> protocol.Answer:
        return self._at(n, _later(self._clock.now, after), hand_out)

    def _at(self, n: int, due: int, hand_out: Callable[[], protocol.Answer]) -> protocol.Answer:
        if due <= self._clock.now:
            return hand_out()
        ticket = next(self._ids)
        self._tickets[ticket] = Ticket(due, n, hand_out)
        return protocol.Later(ticket=ticket, at=due)

    def later(self, after: float, hand_out: Callable[[], protocol.Answer]) -> protocol.Answer:
        """Promise something that is not of the wire: the slow return of a callback."""
        return self._promise(0, after, hand_out)

    def collect(self, event: protocol.Collect) -> protocol.Answer:
        """A promise is due, and taken up."""
        ticket = self._tickets.get(event.ticket)
        if ticket is None:
            msg = "The worker asked for a reply that nobody promised."
            raise Breach(msg)
        if self._clock.now + TOLERANCE < ticket.due:
            msg = "The worker asked for a reply before its time."
            raise Breach(msg)
        del self._tickets[event.ticket]
        return ticket.hand_out()

    def abandon(self, event: protocol.Abandon) -> protocol.Answer:
        """A promise is no longer wanted."""
        ticket = self._tickets.pop(event.ticket, None)
        if ticket is None:
            msg = "The worker gave up a reply that nobody promised."
            raise Breach(msg)
        self._journal.add("abandoned", ticket.n)
        self._drop(ticket.n)
        return protocol.Now(now=self._clock.now)

    def chunk(self, event: protocol.Chunk) -> protocol.Answer:
        """A client reads on in a body."""
        stream = self._stream(event.stream)
        if not stream.open or stream.over:
            msg = "The worker read on in a body that was closed, or had ended."
            raise Breach(msg)
        if any(ticket.n == stream.n for ticket in self._tickets.values()):
            msg = "The worker read on in a body before the last piece that it asked for was there."
            raise Breach(msg)
        due = max(self._clock.now, stream.schedule[stream.next])
        patience = _later(self._clock.now, stream.read_timeout)
        if due > patience:
            silence = Fault("ReadTimeout", "the server sent nothing more within the read timeout")
            return self._at(stream.n, patience, lambda: self._broken(stream, silence))
        return self._at(stream.n, due, lambda: self._piece(stream))

    def closed(self, event: protocol.Closed) -> protocol.Answer:
        """A client closes a body."""
        stream = self._stream(event.stream)
        if stream.open:
            stream.open = False
            if not stream.over:
                self._journal.add("closed", stream.n)
        return protocol.Now(now=self._clock.now)

    def due(self, at: int) -> int | None:
        """Return which request a reply is due for at this time, None if there is none."""
        return next((t.n for t in self._tickets.values() if abs(t.due - at) <= TOLERANCE), None)

    def interrupted(self, event: protocol.Event) -> int:
        """Leave an event of the wire without its outcome; return which request it belongs to, 0 if to none."""
        match event:
            case protocol.Http():
                self.lost(event)
                return self._sent
            case protocol.Chunk():
                stream = self._stream(event.stream)
                stream.open = False
                return stream.n
            case _:
                return 0

    def reset(self) -> None:
        """Forget all connections: the worker at their other end is gone."""
        self._tickets.clear()
        self._streams.clear()

    # ------------------------------------------------------------ what is handed out

    def _head(self, n: int, delivery: Delivery, read_timeout: float) -> protocol.Answer:
        reply = delivery.reply
        self._journal.add("reply", n, reply=reply, wall=self._clock.wall)
        key = next(self._ids)
        self._streams[key] = Stream(n, delivery, self._clock.now, read_timeout, _reader(reply))
        return protocol.Head(stream=key, status=reply.status, headers=list(reply.headers))

    def _piece(self, stream: Stream) -> protocol.Answer:
        pieces, fault = stream.pieces, stream.delivery.fault
        if stream.next == len(pieces):
            if fault is not None:
                return self._broken(stream, fault)
            stream.over = True
            self._journal.add("end", stream.n)
            return protocol.End()
        piece = pieces[stream.next]
        stream.next += 1
        self._journal.add("chunk", stream.n, data=piece.data, **_held(stream, piece))
        return protocol.Data(data=piece.data)

    def _broken(self, stream: Stream, fault: Fault) -> protocol.Answer:
        stream.over = True
        return self._fault(stream.n, fault)

    def _fault(self, n: int, fault: Fault) -> protocol.Answer:
        self._journal.add("fault", n, name=fault.name, message=fault.message)
        return protocol.Fault(name=fault.name, message=fault.message)

    # ------------------------------------------------------------ streams

    def _stream(self, key: int) -> Stream:
        found = self._streams.get(key)
        if found is None:
            msg = "The worker read a body that it was never given."
            raise Breach(msg)
        return found

    def _drop(self, n: int) -> None:
        for stream in self._streams.values():
            if stream.n == n:
                stream.open = False


def _seconds(bound: float | None) -> float:
    return math.inf if bound is None or math.isnan(bound) else max(0.0, bound)


def _request(event: protocol.Http) -> Request:
    if len(event.url) > MOST_URL:
        msg = f"The worker sent a request to a URL of {len(event.url):,} characters, which no client does."
        raise Breach(msg)
    try:
        url = urlsplit(event.url)
        host = f"{url.scheme}://{url.netloc}"
        path, query = url.path, url.query
    except ValueError:
        host, path, query = "", event.url, ""
    return Request(event.method, path, tuple(event.headers), event.body, host, query)


def _reader(reply: Reply) -> Reader | None:
    kind = reply.header("content-type") or ""
    return Reader() if kind.startswith("text/event-stream") else None


def _held(stream: Stream, piece: Piece) -> dict[str, Any]:
    if stream.reader is None:
        return {"text": "", "events": (), "label": ""}
    events = stream.reader.feed(piece.data)
    return {
        "text": "".join(e.text for e in events),
        "events": tuple(e.name for e in events),
        "label": ", ".join(e.label for e in events),
    }
