"""Writes down what the judge sees, as the trace of a case."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from grader.judge.endings import TimedOut
from grader.trace import Event, Kind

if TYPE_CHECKING:
    from grader.judge.clock import Clock

MOST_EVENTS: Final = 20_000


class Journal:
    """The events of one case, in order."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.events: list[Event] = []

    def add(self, kind: Kind, n: int = 0, *, since: int | None = None, **data: Any) -> Event:
        """Write down an event that ends now, and began at `since` (ns of the case) if that was earlier."""
        if len(self.events) >= MOST_EVENTS:
            msg = f"The call caused more than {MOST_EVENTS:,} events."
            raise TimedOut(msg)
        now = self._clock.since
        event = Event(len(self.events), kind, now if since is None else since, now, n, MappingProxyType(data))
        self.events.append(event)
        return event
