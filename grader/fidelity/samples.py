"""A sample: one reply with what was asked for, wherever it comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any, Final

from grader.trace import parsed
from grader.wire.keeping import RATE_LIMITS, RECEIVED
from grader.wire.sse import Reader, SseEvent
from grader.wire.validate import BATCHES, MESSAGES

ACTIONS: Final = {
    ("POST", ""): "create",
    ("GET", ""): "list",
    ("GET", "id"): "poll",
    ("DELETE", "id"): "delete",
    ("POST", "cancel"): "cancel",
    ("GET", "results"): "results",
}


@dataclass(frozen=True)
class Sample:
    """A reply, and of its request what tells them apart.

    `keeps` says of which headers this sample would show that they are missing: all in the simulator's replies, few in a
    cassette. `verbatim` is False where a recording holds a body as data, without its text and the order of its keys;
    `in_order`, where it has sorted the headers.
    """

    where: str
    method: str
    path: str
    asked: Mapping[str, Any]
    status: int
    headers: Mapping[str, str]
    body: bytes
    keeps: frozenset[str] | None = field(default=None, repr=False)
    verbatim: bool = True
    in_order: bool = True

    @cached_property
    def tags(self) -> frozenset[str]:
        """What kind of reply it is: status, form of the body, the call that it answers, and why a message stops."""
        form = "sse" if self.body.startswith(b"event:") else "json" if self.body[:1] in {b"{", b"["} else "other"
        if self.path.endswith("/results") and self.status == 200:
            form = "jsonl"
        outcome = "error" if self.status >= 400 else "ok"
        streamed = "stream" if self.asked.get("stream") is True else "whole"
        return frozenset({str(self.status), form, outcome, streamed, *self._calls(), *self._stops(form)})

    def _calls(self) -> set[str]:
        if self.path == MESSAGES:
            return {"messages"}
        if not self.path.startswith(BATCHES):
            return {"count_tokens"}
        identifier, _, action = self.path.removeprefix(BATCHES).removeprefix("/").partition("/")
        return {"batches", ACTIONS.get((self.method, action or ("id" if identifier else "")), "unknown")}

    def _stops(self, form: str) -> list[str]:
        """Return the reason to stop of a message, and `broken` for a stream that an error ended."""
        if form not in {"json", "sse"}:
            return []
        found = re.findall(rb'"stop_reason": ?"(\w+)"', self.body)
        broken = ["broken"] if b"event: error" in self.body else []
        return [*broken, *(reason.decode() for reason in found[-1:])]

    def would_show(self, header: str) -> bool:
        """Tell whether this header would be here if the reply had it."""
        if self.keeps is None:
            return True
        return header in self.keeps or (header.startswith(RATE_LIMITS) and RATE_LIMITS in self.keeps)

    @cached_property
    def events(self) -> tuple[SseEvent, ...]:
        """The events of a stream."""
        return Reader().feed(self.body) if "sse" in self.tags else ()

    @cached_property
    def documents(self) -> tuple[Any, ...]:
        """What the body holds as JSON: one value, the data of each event, or one value a line."""
        if "sse" in self.tags:
            return tuple(event.data for event in self.events)
        lines = self.body.splitlines() if "jsonl" in self.tags else [self.body]
        return tuple(value for line in lines if (value := parsed(line)) is not None)

    @cached_property
    def sent(self) -> float | None:
        """When the reply was sent, in UNIX seconds; None where the recording was stripped of all that tells."""
        try:
            return parsedate_to_datetime(self.headers["date"]).timestamp()
        except (LookupError, ValueError):
            return None

    @property
    def day(self) -> str:
        """The day of that, as `2026-11-22`, or empty."""
        return "" if self.sent is None else f"{datetime.fromtimestamp(self.sent, UTC):%Y-%m-%d}"


ALL: Final = None
KEPT_BY_CASSETTES: Final = frozenset({*RECEIVED, RATE_LIMITS})
"""The headers that our cassettes keep; the others are not there, which says nothing about the reply."""
NONE: Final[frozenset[str]] = frozenset()


def compact(value: object) -> str:
    """Return a value as JSON without spaces; the simulator's own way is not used, for it is what is looked at."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def as_text(value: object) -> str:
    """Return a value of JSON as a rule states it: a string without its quotes."""
    return value if isinstance(value, str) else compact(value)
