"""What the judge saw of a call: requests, replies, events, runs. Plain data, and nothing here ever fails to answer.

Accessors are total: where a learner's code sent nothing, a list is empty and a value is None, so a check can state
its claim without first asking whether there is anything to state it of. Events compare by identity: two chunks may
well say the same.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

NANO: Final = 1_000_000_000
"""Nanoseconds in a second: the judge counts in the former, people read the latter."""

Kind: TypeAlias = Literal[
    "call",  # a call begins: text
    "request",  # a client sends a request: request (Request), timeout (seconds by phase)
    "reply",  # its status and headers arrive: reply (Reply), wall (UNIX seconds)
    "chunk",  # a piece of the body arrives: data (bytes), text (of deltas now whole), events (names now whole), label
    "end",  # the body has ended cleanly
    "fault",  # the connection failed: name, message
    "closed",  # the client closed the body
    "abandoned",  # the client no longer waits for what was promised
    "wait",  # the clock moved, and not because a reply was due
    "latency",  # the clock moved to the time at which a reply was due
    "pull",  # the caller asks for the next item
    "yield",  # an item: value
    "close",  # the caller closes the iterator
    "callback",  # a function of the judge was called: name, args, kwargs, value (or error)
    "put",  # the store is written: key, value
    "get",  # the store is read: key, value
    "print",  # the learner's code printed: text
    "interrupt",  # the call was interrupted here
    "kill",  # the worker was killed here: when (before or after), and what (the kind of event)
    "return",  # the call returned: value
    "raise",  # the call raised: error (Error)
]

ENDS: Final = frozenset({"return", "raise"})


# ---------------------------------------------------------------- values that stand for the learner's objects


@dataclass(frozen=True, slots=True)
class Model:
    """An object of the SDK: the name of its class, and what it holds as JSON."""

    cls: str
    data: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        """Return a field, or None where there is none."""
        return self.data.get(key)


@dataclass(frozen=True, slots=True)
class Record:
    """A dataclass, a named tuple, or any other plain object: the name of its class, and its fields."""

    cls: str
    fields: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        """Return a field, or None where there is none."""
        return self.fields.get(key)


@dataclass(frozen=True, slots=True)
class EnumMember:
    """A member of an enumeration."""

    cls: str
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that does not cross: no check takes it for a value."""

    type: str


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the learner's file."""

    line: int
    function: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Error:
    """An exception: its class and the classes that it inherits from, as `module.Name`, nearest first."""

    bases: tuple[str, ...]
    message: str
    attrs: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    where: Where | None = None
    """The innermost frame of the learner's own file, None if it never was there."""
    raised_here: bool = False
    """Whether the learner's own file raised it, and not something that it called."""
    cause: Error | None = None

    @property
    def type(self) -> str:
        """The bare name of its class."""
        return self.bases[0].rpartition(".")[2] if self.bases else ""

    def is_a(self, name: str) -> bool:
        """Tell whether it is an instance of a class of this bare name, subclasses included."""
        return any(base.rpartition(".")[2] == name for base in self.bases)

    @property
    def of_sdk(self) -> bool:
        """Whether the SDK, or the HTTP library below it, defines its class."""
        return bool(self.bases) and self.bases[0].partition(".")[0] in {"anthropic", "httpx2", "httpcore2"}


# ---------------------------------------------------------------- what crosses the wire


def header(headers: Sequence[tuple[str, str]], name: str) -> str | None:
    """Return the first header of this name, whatever its case, or None."""
    name = name.lower()
    return next((value for key, value in headers if key.lower() == name), None)


def parsed(body: bytes) -> Any:
    """Return a body as JSON, or None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


@dataclass(frozen=True, eq=False)
class Request:
    """An HTTP request as the judge saw it. `path` is without host and query; `host` and `query` stand beside it."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    host: str = "https://api.anthropic.com"
    query: str = ""

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or None."""
        return parsed(self.body)

    def header(self, name: str) -> str | None:
        """Return the first header of this name, or None."""
        return header(self.headers, name)

    @property
    def params(self) -> Mapping[str, Any]:
        """The body as a mapping, empty where it is none."""
        return self.json if isinstance(self.json, dict) else {}

    @property
    def messages(self) -> list[Mapping[str, Any]]:
        """The `messages` of the body that are mappings."""
        found = self.params.get("messages")
        return [m for m in found if isinstance(m, dict)] if isinstance(found, list) else []

    def said_by(self, role: str) -> str:
        """All text that this role says in the messages, joined by line ends."""
        return "\n".join(text for m in self.messages if m.get("role") == role for text in _texts(m.get("content")))


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for block in content:
            if isinstance(block, dict) and isinstance(block.get("text"), str):
                yield block["text"]


@dataclass(frozen=True, eq=False)
class Reply:
    """What the API answers to one request: status, headers, and the whole body, however it is delivered."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or None (a stream of events is none)."""
        return parsed(self.body)

    def header(self, name: str) -> str | None:
        """Return the first header of this name, or None."""
        return header(self.headers, name)

    @cached_property
    def events(self) -> tuple[Mapping[str, Any], ...]:
        """The data of its events, if it is a stream of them; each stands on one line."""
        if not (self.header("content-type") or "").startswith("text/event-stream"):
            return ()
        lines = (parsed(line.removeprefix(b"data:")) for line in self.body.split(b"\n") if line.startswith(b"data:"))
        return tuple(data for data in lines if isinstance(data, dict))

    @property
    def text(self) -> str:
        """All that it says as text, streamed or not, joined."""
        content = self.json.get("content") if isinstance(self.json, dict) else None
        said = [event.get("delta") for event in self.events] or (content if isinstance(content, list) else [])
        return "".join(_texts([part for part in said if _is_text(part)]))

    @property
    def error(self) -> Mapping[str, Any]:
        """The `error` of an error body, empty where there is none."""
        found = self.json.get("error") if isinstance(self.json, dict) else None
        return found if isinstance(found, dict) else {}

    @property
    def error_type(self) -> str | None:
        """The `type` of the error in the body, or None."""
        found = self.error.get("type")
        return found if isinstance(found, str) else None

    @property
    def error_code(self) -> str | None:
        """The `error_code` in the error's details, or None."""
        details = self.error.get("details")
        found = details.get("error_code") if isinstance(details, dict) else None
        return found if isinstance(found, str) else None

    def retry_after(self, wall: float) -> float | None:
        """Return the seconds that the headers ask to wait, or None where they ask for nothing that makes sense.

        `wall` is the time of day at which they arrived, in UNIX seconds. Source: the SDK's own reading, in
        `anthropic/_base_client.py`: `retry-after-ms`, then `retry-after` as seconds, then as an HTTP date.
        """
        seconds = _number(self.header("retry-after-ms"), 1000)
        if seconds is None:
            seconds = _number(self.header("retry-after"), 1)
        if seconds is None:
            try:
                date = parsedate_to_datetime(self.header("retry-after") or "")
            except ValueError:
                return None
            seconds = date.timestamp() - wall
        return seconds if 0 < seconds < float("inf") else None


def _is_text(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") in {"text", "text_delta"}


def _number(text: str | None, divisor: int) -> float | None:
    try:
        return float(text or "") / divisor
    except ValueError:
        return None


# ---------------------------------------------------------------- events, attempts, runs


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """One thing that the judge saw. `data` holds what `Kind` lists for its kind."""

    i: int
    """Its place in the trace of the case."""
    kind: Kind
    at: int
    """When it began, in nanoseconds since the case began."""
    until: int
    """When it ended."""
    n: int = 0
    """Which request of the case it belongs to, counted from 1; 0 if it belongs to none."""
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def t(self) -> float:
        """When it began, in seconds since the case began."""
        return self.at / NANO

    @property
    def seconds(self) -> float:
        """How long it lasted, in seconds."""
        return (self.until - self.at) / NANO

    @property
    def text(self) -> str:
        """The text that it carries: of a chunk, of a yielded item, of a print."""
        found = self.data.get("value" if self.kind == "yield" else "text")
        return found if isinstance(found, str) else ""


@dataclass(frozen=True, eq=False)
class Attempt:
    """A request, its reply, and all that belongs to it until the next request of the same logical call."""

    run: Run
    number: int
    """Counted from 1 in its run."""
    request_event: Event
    events: tuple[Event, ...]
    """The events of this request, its own first."""

    @property
    def request(self) -> Request:
        """What was sent."""
        found = self.request_event.data.get("request")
        return found if isinstance(found, Request) else Request("", "")

    @cached_property
    def answered(self) -> Event:
        """The event with which the client knew the outcome: the reply's head, or the fault; else the request."""
        return next((e for e in self.events if e.kind in {"reply", "fault"}), self.request_event)

    @property
    def reply(self) -> Reply | None:
        """What the API answered, None if the connection failed before that."""
        found = self.answered.data.get("reply")
        return found if isinstance(found, Reply) else None

    @property
    def status(self) -> int:
        """The status of the reply, 0 if there was none."""
        return self.reply.status if self.reply else 0

    @property
    def fault(self) -> str | None:
        """The name of the transport error that ended it, or None."""
        return next((str(e.data.get("name")) for e in self.events if e.kind == "fault"), None)

    @property
    def failed(self) -> bool:
        """Whether the client saw an error: a fault of the connection, or a status from 400."""
        return self.fault is not None or self.status >= 400

    @property
    def delivered(self) -> str:
        """The text whose whole events reached the client."""
        return "".join(e.text for e in self.events if e.kind == "chunk")

    @property
    def said(self) -> str:
        """All text that the reply says, however little of it reached the client."""
        return self.reply.text if self.reply else ""

    @property
    def torn(self) -> bool:
        """Whether the body ended in an event whose data had arrived: readers may count it or not."""
        arrived = b"".join(e.data.get("data", b"") for e in self.events if e.kind == "chunk")
        return parsed(arrived.rpartition(b"\n\n")[2].partition(b"data:")[2]) is not None

    @property
    def whole(self) -> bool:
        """Whether the body was read to its clean end."""
        return any(e.kind == "end" for e in self.events)

    @property
    def over(self) -> Event:
        """The last event in which the client learned something: of the body, else the reply or the fault."""
        return next((e for e in reversed(self.events) if e.kind in {"chunk", "end", "fault"}), self.answered)

    @property
    def asked(self) -> float | None:
        """The seconds that the reply asks to wait, or None."""
        wall = self.answered.data.get("wall")
        return self.reply.retry_after(wall) if self.reply and isinstance(wall, float) else None

    @cached_property
    def key(self) -> tuple[str, str, str]:
        """Which logical call it belongs to: method, path, and the first thing that the user says."""
        first = self.request.messages[0] if self.request.messages else {}
        return self.request.method, self.request.path, json.dumps(first.get("content"), sort_keys=True)

    @cached_property
    def next(self) -> Attempt | None:
        """The next attempt of the same logical call, or None."""
        return next((a for a in self.run.attempts[self.number :] if a.key == self.key), None)

    @property
    def is_last(self) -> bool:
        """Whether no further attempt of the same logical call follows."""
        return self.next is None

    @property
    def waited(self) -> float:
        """The gap in seconds from the end of this attempt to the next of the same logical call, 0 if none follows."""
        return (self.next.request_event.at - self.over.until) / NANO if self.next else 0.0

    @property
    def waits(self) -> tuple[Event, ...]:
        """The moves of the clock in that gap."""
        if self.next is None:
            return ()
        return tuple(e for e in self.run.of("wait") if self.over.i < e.i < self.next.request_event.i)


@dataclass(frozen=True, eq=False)
class Run:
    """One call: what was called, how it ended, and all that the judge saw from its start to the end of the case.

    `ended` is `returned`, `raised`, `iterating` (an iterator that was not drained), or `killed`.
    """

    call: str
    ended: Literal["returned", "raised", "iterating", "killed"]
    trace: tuple[Event, ...]
    value: Any = None
    error: Error | None = None
    items: tuple[Any, ...] = ()
    """What an iterator handed on."""
    case: Any = None
    earlier: tuple[Run, ...] = ()
    """The runs before it in the same case."""
    output: str = ""
    """What the learner's code printed in the case, as far as it was kept."""
    output_left_out: int = 0
    """How many bytes of it were not kept."""

    @property
    def returned(self) -> bool:
        """Whether it returned, an iterator: whether it ended of itself."""
        return self.ended == "returned"

    def raised(self, name: str, **attrs: Any) -> bool:
        """Tell whether it raised a class of this bare name (or a subclass) with these attributes."""
        error = self.error
        return error is not None and error.is_a(name) and all(same(error.attrs.get(k), v) for k, v in attrs.items())

    @property
    def text(self) -> str:
        """The items that are text, joined."""
        return "".join(item for item in self.items if isinstance(item, str))

    def of(self, *kinds: Kind) -> tuple[Event, ...]:
        """Return the events of these kinds, in order."""
        return tuple(e for e in self.trace if e.kind in kinds)

    def after(self, event: Event) -> tuple[Event, ...]:
        """Return the events after this one."""
        return tuple(e for e in self.trace if e.i > event.i)

    def before(self, event: Event) -> tuple[Event, ...]:
        """Return the events before this one."""
        return tuple(e for e in self.trace if e.i < event.i)

    def text_before(self, event: Event) -> str:
        """The text that had been handed on before this event."""
        return "".join(e.text for e in self.before(event) if e.kind == "yield")

    @property
    def end(self) -> Event | None:
        """The event with which the call returned or raised; later ones come from shutting down."""
        return next((e for e in self.trace if e.kind in ENDS), None)

    @property
    def requests(self) -> tuple[Event, ...]:
        """The requests that were sent before the call ended."""
        return tuple(e for e in self.of("request") if self.end is None or e.i < self.end.i)

    @property
    def waits(self) -> tuple[Event, ...]:
        """The waits."""
        return self.of("wait")

    @cached_property
    def attempts(self) -> tuple[Attempt, ...]:
        """The requests that were sent before the call ended, each with what belongs to it."""
        return tuple(
            Attempt(self, number, sent, tuple(e for e in self.trace if e.n == sent.n))
            for number, sent in enumerate(self.requests, 1)
        )

    @property
    def delivered(self) -> str:
        """The text whose whole events reached the client, over all attempts."""
        return "".join(e.text for e in self.of("chunk"))

    @property
    def said(self) -> str:
        """All text that the replies say, however little of it reached the client."""
        return "".join(attempt.said for attempt in self.attempts)

    @property
    def elapsed(self) -> float:
        """Virtual seconds from the start of the call to its end."""
        if not self.trace:
            return 0.0
        return ((self.end or self.trace[-1]).until - self.trace[0].at) / NANO


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal in value and in type (`True` is not `1`, nor `1` the same as `1.0`).

    What is opaque is the same as nothing, not even as itself.
    """
    if type(one) is not type(other):
        return False
    match one:
        case Opaque():
            return False
        case dict():
            keys = {key: key for key in other}
            return len(one) == len(other) and all(
                k in keys and same(k, keys[k]) and same(v, other[k]) for k, v in one.items()
            )
        case frozenset():
            return same(dict.fromkeys(one), dict.fromkeys(other))
        case list() | tuple():
            return len(one) == len(other) and all(map(same, one, other))
        case Model():
            return one.cls == other.cls and same(dict(one.data), dict(other.data))
        case Record():
            return one.cls == other.cls and same(dict(one.fields), dict(other.fields))
        case EnumMember():
            return (one.cls, one.name) == (other.cls, other.name) and same(one.value, other.value)
        case float():
            return one == other or (math.isnan(one) and math.isnan(other))
        case _:
            return bool(one == other)
