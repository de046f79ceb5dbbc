"""Server-sent events: written as the API writes them, and read whatever the chunks in which they arrive.

As the API writes them: `event: name`, `data: {...}`, an empty line; LF only; 0 to 15 spaces before the last brace of
every payload but a ping's (294 recorded streams).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from grader.trace import parsed

PING: Final = b'event: ping\ndata: {"type": "ping"}\n\n'
LABEL: Final = 40
"""Characters of a text that a label shows."""


def compact(value: object) -> str:
    """Return a value as JSON, written as the API writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def encoded(value: object) -> bytes:
    """Return the bytes of a value as JSON; half of a surrogate pair, which a request may hold, becomes `?`."""
    return compact(value).encode(errors="replace")


def event(name: str, data: str, padding: int = 0) -> bytes:
    """Write an event whose data is this JSON object, with this many spaces before its last brace."""
    return f"event: {name}\ndata: {data[:-1]}{' ' * padding}{data[-1:]}\n\n".encode(errors="replace")


@dataclass(frozen=True, slots=True)
class SseEvent:
    """An event that has arrived whole.

    `data` is None where it is no JSON object. `text` is what a `text_delta` carries, else empty.
    """

    name: str
    data: dict[str, Any] | None

    @property
    def text(self) -> str:
        """The text of a text_delta, else empty."""
        delta = self._mapping("delta")
        said = delta.get("text") if delta.get("type") == "text_delta" else ""
        return said if isinstance(said, str) and self.name else ""

    @property
    def label(self) -> str:
        """What it holds, in a few words for a learner: `text "a"`, `ping`, `error overloaded_error`."""
        return " ".join(word for word in self._words() if word)

    def _words(self) -> tuple[str, ...]:
        kind = str((self.data or {}).get("type", ""))
        if kind == "content_block_delta":
            return _delta_words(self._mapping("delta"))
        if kind == "content_block_start":
            block = self._mapping("content_block")
            return self.name, str(block.get("type", "")), str(block.get("name", ""))
        if kind == "message_delta":
            return self.name, str(self._mapping("delta").get("stop_reason") or "")
        if kind == "error":
            return "error", str(self._mapping("error").get("type", ""))
        return (self.name or "event without a name",)

    def _mapping(self, key: str) -> Mapping[str, Any]:
        found = (self.data or {}).get(key)
        return found if isinstance(found, dict) else {}


WORDS: Final = {
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "thinking"),
    "input_json_delta": ("tool input", "partial_json"),
}


def _delta_words(delta: Mapping[str, Any]) -> tuple[str, ...]:
    kind = str(delta.get("type", ""))
    if kind not in WORDS:
        return (kind.removesuffix("_delta") if kind in {"signature_delta", "citations_delta"} else "delta " + kind,)
    word, key = WORDS[kind]
    return word, quoted(str(delta.get(key, "")))


def quoted(text: str) -> str:
    """Return a text in quotes, cut where it is long."""
    cut = text if len(text) <= LABEL else text[: LABEL - 1] + "…"
    return json.dumps(cut, ensure_ascii=False)


class Reader:
    """Reads a stream of events piece by piece. No bytes make it fail: it stands on the judge's side."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._after_cr = False
        self._name = ""
        self._data: list[bytes] = []

    def feed(self, data: bytes) -> tuple[SseEvent, ...]:
        """Take the next bytes of a stream, and return the events that are whole with them."""
        return tuple(found for line in self._lines(data) if (found := self._take(line)) is not None)

    def _lines(self, data: bytes) -> Iterator[bytes]:
        # CR, LF and CRLF end a line; after a CR that ended a piece, an LF at the start of the next belongs to it
        if self._after_cr and data[:1] == b"\n":
            data = data[1:]
            self._after_cr = False
        if not data:
            return
        self._after_cr = data.endswith(b"\r")
        for line in data.splitlines(keepends=True):
            self._line += line
            if line.endswith((b"\n", b"\r")):
                yield bytes(self._line).rstrip(b"\r\n")
                self._line.clear()

    def _take(self, line: bytes) -> SseEvent | None:
        if not line:
            return self._dispatch()
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"event":
            self._name = value.decode(errors="replace")
        elif field == b"data":
            self._data.append(value)
        return None

    def _dispatch(self) -> SseEvent | None:
        name, lines = self._name, self._data
        self._name, self._data = "", []
        if not name and not lines:
            return None
        found = parsed(b"\n".join(lines))
        return SseEvent(name, found if isinstance(found, dict) else None)
