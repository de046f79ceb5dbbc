"""Says in words what an event is: `→ POST /v1/messages`, `waits 5 s`, `yields 'a'`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from grader.show import cut, seconds, show
from grader.trace import Event, Kind, Reply, Request

WIDTH: Final = 60
"""How much of a value a line shows, in characters."""

TOLD: Final = ("retry-after", "retry-after-ms", "x-should-retry")
"""Headers of a reply that tell a client what to do next."""


def one(event: Event) -> str:
    """Say what an event is."""
    return _WORDS[event.kind](event)


def several(events: Sequence[Event]) -> str:
    """Say what three or more chunks, items or prints that follow each other are together."""
    first, count, text = events[0], len(events), "".join(e.text for e in events)
    if first.kind == "chunk":
        labels = ", ".join(dict.fromkeys(_label(e) for e in events if _label(e)))
        held = f"text {json.dumps(text, ensure_ascii=False)}" if text else labels
        return _and(f"← {count} chunks, {_bytes(events)}", held)
    if first.kind == "print":
        return f"prints {show(text, WIDTH)}, in {count} parts"
    ends = f"from {_short(first.data.get('value'))} to {_short(events[-1].data.get('value'))}"
    return f"yields {count} items, " + (f"together {show(text, WIDTH)}" if text else ends)


def _request(event: Event) -> str:
    sent = event.data.get("request")
    if not isinstance(sent, Request):
        return "→ a request"
    return f"→ {cut(sent.method, WIDTH // 2)} {cut(sent.path + (f'?{sent.query}' if sent.query else ''), WIDTH)}"


def _reply(event: Event) -> str:
    reply = event.data.get("reply")
    if not isinstance(reply, Reply):
        return "← a reply"
    told = [f"{name}={cut(value, WIDTH)}" for name in TOLD if (value := reply.header(name)) is not None]
    said = [reply.error_type, reply.error_code] if reply.status >= 400 else [_state(reply)]
    return " ".join(["←", str(reply.status), *filter(None, said), *told])


def _state(reply: Reply) -> str | None:
    """Return how far a batch is, if the reply is one."""
    found = reply.json.get("processing_status") if isinstance(reply.json, dict) else None
    return cut(found, WIDTH) if isinstance(found, str) else None


def _fault(event: Event) -> str:
    name, message = event.data.get("name"), event.data.get("message")
    return f"✗ {name}: {cut(str(message), WIDTH)}" if message else f"✗ {name}"


def _chunk(event: Event) -> str:
    return _and(f"← chunk, {_bytes([event])}", _label(event))


def _callback(event: Event) -> str:
    args = map(_short, event.data.get("args", ()))
    named = (f"{name}={_short(value)}" for name, value in event.data.get("kwargs", {}).items())
    return cut(f"calls {event.data.get('name')}({', '.join([*args, *named])})", 2 * WIDTH)


def _stored(event: Event) -> str:
    return f"store.put({_short(event.data.get('key'))}, {_short(event.data.get('value'))})"


def _fetched(event: Event) -> str:
    return f"store.get({_short(event.data.get('key'))}) returns {_short(event.data.get('value'))}"


def _kill(event: Event) -> str:
    what = str(event.data.get("what"))
    return f"is killed {event.data.get('when')} {_WHAT.get(what, f'the {what}')}"


_WHAT: Final[Mapping[str, str]] = {"put": "store.put", "get": "store.get"}

_WORDS: Final[Mapping[Kind, Callable[[Event], str]]] = {
    "call": lambda e: f"calls {cut(str(e.data.get('text')), WIDTH)}",
    "request": _request,
    "reply": _reply,
    "chunk": _chunk,
    "end": lambda _: "← end of the body",
    "fault": _fault,
    "closed": lambda _: "closes the response",
    "abandoned": lambda _: "no longer waits for the reply",
    "wait": lambda e: f"waits {seconds(e.seconds)}",
    "latency": lambda e: f"waits {seconds(e.seconds)} for the reply",
    "pull": lambda _: "is asked for the next item",
    "yield": lambda e: f"yields {show(e.data.get('value'), WIDTH)}",
    "close": lambda _: "is told to stop: close()",
    "callback": _callback,
    "put": _stored,
    "get": _fetched,
    "print": lambda e: f"prints {show(e.text, WIDTH)}",
    "interrupt": lambda _: "is interrupted",
    "kill": _kill,
    "return": lambda e: f"returns {show(e.data.get('value'), WIDTH)}",
    "raise": lambda e: f"raises {show(e.data.get('error'), 2 * WIDTH)}",
}


def _label(event: Event) -> str:
    found: Any = event.data.get("label")
    return cut(found, WIDTH) if isinstance(found, str) else ""


def _and(text: str, more: str) -> str:
    return f"{text}, {cut(more, WIDTH)}" if more else text


def _bytes(chunks: Iterable[Event]) -> str:
    size = sum(len(e.data.get("data", b"")) for e in chunks)
    return f"{size:,} byte{'' if size == 1 else 's'}"


def _short(value: object) -> str:
    return show(value, WIDTH // 2)
