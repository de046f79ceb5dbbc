"""How a reply crosses the wire, and the one small interface of whatever answers requests."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Protocol

from grader.trace import Reply, Request

NEVER: Final = math.inf
"""A delay of something that never comes: the client's own timeout ends the wait for it."""


@dataclass(frozen=True, slots=True)
class Instant:
    """When a request arrives: nanoseconds since the case began, and the time of day in UNIX seconds."""

    at: int
    wall: float


@dataclass(frozen=True, slots=True)
class Fault:
    """The connection fails: the name of the `httpx2` exception, its message, and the virtual seconds before it."""

    name: str
    message: str
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a body, and the virtual seconds before it comes."""

    data: bytes
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """A reply on its way: its head comes `after` virtual seconds, then its pieces, then a clean end or a fault.

    `reply.body` is what the API meant to send; the pieces are what arrives of it.
    """

    reply: Reply
    pieces: tuple[Piece, ...]
    after: float = 0.0
    fault: Fault | None = None

    @classmethod
    def whole(cls, reply: Reply, *, after: float = 0.0) -> Delivery:
        """Deliver a reply at once and in one piece."""
        return cls(reply, (Piece(reply.body),) if reply.body else (), after)


class Miss(BaseException):
    """No recording matches a request: not a network error, so no client may catch it. Its text says what differs."""


class Origin(Protocol):
    """Whatever answers requests: a cassette, a script, the simulator, or the live API."""

    def answer(self, request: Request, now: Instant) -> Delivery | Fault:
        """Answer one request. Raises Miss if nothing was recorded for it."""
