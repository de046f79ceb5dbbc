"""How a body falls into pieces, and where it can break.

A unit of a body is what a client can make use of as soon as it has arrived: an event of a stream, a line of JSON
lines, and of every other body the whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from grader.wire.delivery import Piece

if TYPE_CHECKING:
    from grader.trace import Reply
    from grader.wire.steps import Place

_END_OF_EVENT: Final = re.compile(rb"\r?\n\r?\n")
_END_OF_LINE: Final = re.compile(rb"\n")


def is_stream(reply: Reply) -> bool:
    """Tell whether the body of a reply is a stream of events."""
    return (reply.header("content-type") or "").startswith("text/event-stream")


def ends(reply: Reply) -> list[int]:
    """Return where each unit of a body ends, in bytes; empty for an empty body."""
    size = len(reply.body)
    if is_stream(reply):
        found = [match.end() for match in _END_OF_EVENT.finditer(reply.body)]
    elif (reply.header("content-type") or "").startswith("application/x-jsonl"):
        found = [match.end() for match in _END_OF_LINE.finditer(reply.body)]
    else:
        found = []
    return found if not size or found[-1:] == [size] else [*found, size]


def pieces(body: bytes, bounds: list[int], chunk: int | None = None, pace: float = 0.0) -> tuple[Piece, ...]:
    """Cut a body at these bounds, or into pieces of `chunk` bytes; each comes `pace` seconds after the one before."""
    if chunk is not None:
        bounds = list(range(chunk, len(body), chunk))
    stops = [*(bound for bound in bounds if bound < len(body)), len(body)]
    return tuple(Piece(body[a:b], pace) for a, b in zip([0, *stops], stops, strict=False) if a < b)


def break_at(reply: Reply, place: Place | None) -> int:
    """Return where in its body a reply breaks, so that something that matters is missing.

    A place beyond that (after `message_stop`, say) is moved to before the last event of a stream, else to before the
    last byte that is no white space. Without a place it is before the last unit.
    """
    bounds = ends(reply)
    last = bounds[-2] if len(bounds) > 1 else 0
    most = last if is_stream(reply) else max(0, len(reply.body.rstrip()) - 1)
    if place is None:
        return min(last, most)
    starts = [0, *bounds]
    if place.events:
        index = place.number + (len(bounds) if place.number < 0 else 0)
        return min(starts[max(0, min(index, len(bounds)))], most)
    at = place.number + (len(reply.body) if place.number < 0 else 0)
    return max(0, min(at, most))


def event_before(reply: Reply, at: int) -> int:
    """Return the last place, at most `at`, at which a unit ends (or the body begins)."""
    return max((bound for bound in (0, *ends(reply)) if bound <= at), default=0)
