"""Turns the events of a run into the lines of a timeline.

Lines are folded and left out, but never one that is marked, and never without saying how many there were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import Final

from grader import words
from grader.result import Moment
from grader.show import seconds
from grader.trace import NANO, Event, Reply, Run

LEFT_OUT: Final = "left_out"
"""The kind of a moment that stands for the lines that were left out there."""

_TOLD_BY_OTHERS: Final = frozenset({"pull", "latency"})
"""Told by the lines around them: an item, or how long a reply took."""

_BODY: Final = frozenset({"chunk", "end", "closed"})
"""Not worth a line where a body comes in one piece, or was read to its end."""

_OVER: Final = frozenset({"end", "fault", "closed", "abandoned"})


def timeline(run: Run, marks: Mapping[int, str], limit: int = 40) -> tuple[tuple[Moment, ...], int]:
    """Return about `limit` lines about a run and the runs before it in its case, and how many were left out.

    `marks` holds, by the place of an event in its trace, what was expected there. Times are seconds since the first
    call of the case began.
    """
    runs = (*run.earlier, run)
    events = tuple(sorted({e.i: e for r in runs for e in r.trace}.values(), key=lambda e: e.i))
    teller = _Teller(events)
    untold = set(_untold(events, several=len(runs) > 1))
    shown = [e for e in events if e.i not in untold or e.i in marks]
    return _within(limit, [teller.moment(group, marks.get(group[0].i, "")) for group in _alike(shown, marks)])


def _untold(events: Iterable[Event], *, several: bool) -> Iterator[int]:
    """Yield the places of events that the lines around them tell as well."""
    read: set[int] = set()
    for event in events:
        alone = event.kind == "call" and not several
        if alone or event.kind in _TOLD_BY_OTHERS or (event.kind in _BODY and event.n in read):
            yield event.i
        elif event.kind == "end" or _in_one_piece(event):
            read.add(event.n)


def _in_one_piece(event: Event) -> bool:
    """Tell whether this is a reply whose body nobody reads piece by piece."""
    reply = event.data.get("reply")
    return isinstance(reply, Reply) and (reply.header("content-type") or "").startswith("application/json")


def _alike(events: Iterable[Event], marks: Mapping[int, str]) -> Iterator[Sequence[Event]]:
    """Group events into lines: three or more that follow each other and say the same sort of thing are one."""

    def sort(event: Event) -> tuple[object, ...]:
        folds = event.kind in {"chunk", "yield", "print"} and event.i not in marks
        return (event.kind, event.n, bool(event.text)) if folds else (event.i,)

    for _, group in groupby(events, sort):
        found = tuple(group)
        yield from [found] if len(found) > 2 else [(event,) for event in found]


def _within(limit: int, lines: Sequence[Moment]) -> tuple[tuple[Moment, ...], int]:
    """Keep what is marked and the lines next to it, then from both ends as many as there is room for."""
    everything = range(len(lines))
    marked = [i for i in everything if lines[i].mark]
    near = [i + step for i in marked for step in (-1, 1) if i + step in everything]
    ends = [i for pair in zip_longest(everything, reversed(everything)) for i in pair if i is not None]
    kept = set(list(dict.fromkeys([*marked, *near, *ends]))[: max(limit, len(marked))])
    moments: list[Moment] = []
    for is_kept, group in groupby(everything, kept.__contains__):
        found = [lines[i] for i in group]
        moments += found if is_kept or len(found) == 1 else [_gap(found)]
    return tuple(moments), sum(int(m.text) for m in moments if m.kind == LEFT_OUT)


def _gap(lines: Sequence[Moment]) -> Moment:
    return Moment(lines[0].t, lines[-1].until, LEFT_OUT, str(len(lines)))


class _Teller:
    """Knows all events, for how long a reply took and what else was in flight."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._start = events[0].at if events else 0
        self._sent = {e.n: e for e in reversed(events) if e.kind == "request"}
        self._in_flight = dict(_in_flight(events))

    def moment(self, group: Sequence[Event], mark: str) -> Moment:
        """Return the line of an event, or of several alike."""
        first, last = group[0], group[-1]
        text = words.one(first) + self._aside(first) if len(group) == 1 else words.several(group)
        return Moment(self._seconds(first.at), self._seconds(last.until), first.kind, text, first.n, mark)

    def _seconds(self, at: int) -> float:
        return (at - self._start) / NANO

    def _aside(self, event: Event) -> str:
        """Say how many requests are in flight, or how long the API took, where that says anything."""
        count = self._in_flight.get(event.i, 1)
        if count > 1:
            return f", {count} in flight"
        sent = self._sent.get(event.n)
        took = event.until - sent.at if sent and event.kind in {"reply", "fault"} else 0
        return f", after {seconds(took / NANO)}" if took else ""


def _in_flight(events: Iterable[Event]) -> Iterator[tuple[int, int]]:
    """Yield for each request its place, and how many are in flight with it."""
    flying: set[int] = set()
    for event in events:
        if event.kind == "request":
            flying.add(event.n)
            yield event.i, len(flying)
        elif event.kind in _OVER or _in_one_piece(event):
            flying.discard(event.n)
        elif event.kind == "kill":  # nobody is left to whom a reply could come
            flying.clear()
