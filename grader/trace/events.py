"""One thing that the judge saw, and the kinds of things there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

NANO: Final = 1_000_000_000
"""Nanoseconds in a second: the judge counts in the former, people read the latter."""

Kind: TypeAlias = Literal[
    "call",  # a call begins: text, client (whether it was given one)
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
    effect: int = 0
    """The number by which a disturbance names it (`kill-before@3`), 0 if none can strike it."""

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
