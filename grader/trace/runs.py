"""A call as a whole: how it ended, what the judge saw of it, and its attempts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from grader.trace.events import ENDS, NANO, Event, Kind
from grader.trace.http import Reply, Request, parsed
from grader.trace.values import Error, same


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
        """Whether the body ended in an event whose data had arrived, or within a letter: readers differ there."""
        arrived = b"".join(e.data.get("data", b"") for e in self.events if e.kind == "chunk")
        last = arrived.rpartition(b"\n\n")[2]
        return "\ufffd" in last.decode(errors="replace") or parsed(last.partition(b"data:")[2]) is not None

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
