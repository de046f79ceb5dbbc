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
        self.effect = 0
        """Which of the worker's effects is being answered; the first event of each bears its number."""

    def add(self, kind: Kind, n: int = 0, *, since: int | None = None, **data: Any) -> Event:
        """Write down an event that ends now, and began at `since` (ns of the case) if that was earlier."""
        if len(self.events) >= MOST_EVENTS:
            msg = f"The call caused more than {MOST_EVENTS:,} events."
            raise TimedOut(msg)
        now = self._clock.since
        began = now if since is None else since
        event = Event(len(self.events), kind, began, now, n, MappingProxyType(data), self.effect)
        self.effect = 0
        self.events.append(event)
        return event
