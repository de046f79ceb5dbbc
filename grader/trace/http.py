"""What crosses the wire: a request as the judge saw it, and what the API answers to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any, Final


def header(headers: Sequence[tuple[str, str]], name: str) -> str | None:
    """Return the first header of this name, whatever its case, or None."""
    name = name.lower()
    return next((value for key, value in headers if key.lower() == name), None)


def fits(sent: str, pattern: str) -> bool:
    """Tell whether `GET /v1/models/x` is what a pattern names, `GET /v1/models/*`: `*` is any part of the path."""
    parts, wanted = sent.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(want in {"*", part} for part, want in zip(parts, wanted, strict=True))


DEEPEST: Final = 100
"""How many lists and objects of a body may lie within each other: whoever walks them needs a frame for each."""


def parsed(body: bytes) -> Any:
    """Return a body as JSON, or None where it is none, or is nested too deeply for anyone to mean it."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return None if body.count(b"[") + body.count(b"{") > DEEPEST and _depth(found) > DEEPEST else found


def _depth(found: Any) -> int:
    """Return how deep a value is, or one more than is allowed."""
    depth, level = 0, [found]
    while level and depth <= DEEPEST:
        inner = [v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)]
        level = [value for values in inner for value in values]
        depth += bool(inner)
    return depth


@dataclass(frozen=True, eq=False)
class Request:
    """An HTTP request as the judge saw it. `path` is without host and query; `host` and `query` stand beside it."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    host: str = "https://api.anthropic.com"
    query: str = ""

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or None."""
        return parsed(self.body)

    def header(self, name: str) -> str | None:
        """Return the first header of this name, or None."""
        return header(self.headers, name)

    @property
    def params(self) -> Mapping[str, Any]:
        """The body as a mapping, empty where it is none."""
        return self.json if isinstance(self.json, dict) else {}

    @property
    def messages(self) -> list[Mapping[str, Any]]:
        """The `messages` of the body that are mappings."""
        found = self.params.get("messages")
        return [m for m in found if isinstance(m, dict)] if isinstance(found, list) else []

    def said_by(self, role: str) -> str:
        """All text that this role says in the messages, joined by line ends."""
        return "\n".join(text for m in self.messages if m.get("role") == role for text in _texts(m.get("content")))


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for block in content:
            if isinstance(block, dict) and isinstance(block.get("text"), str):
                yield block["text"]


@dataclass(frozen=True, eq=False)
class Reply:
    """What the API answers to one request: status, headers, and the whole body, however it is delivered."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or None (a stream of events is none)."""
        return parsed(self.body)

    def header(self, name: str) -> str | None:
        """Return the first header of this name, or None."""
        return header(self.headers, name)

    @cached_property
    def events(self) -> tuple[Mapping[str, Any], ...]:
        """The data of its events, if it is a stream of them; each stands on one line."""
        if not (self.header("content-type") or "").startswith("text/event-stream"):
            return ()
        lines = (parsed(line.removeprefix(b"data:")) for line in self.body.split(b"\n") if line.startswith(b"data:"))
        return tuple(data for data in lines if isinstance(data, dict))

    @property
    def text(self) -> str:
        """All that it says as text, streamed or not, joined."""
        content = self.json.get("content") if isinstance(self.json, dict) else None
        said = [event.get("delta") for event in self.events] or (content if isinstance(content, list) else [])
        return "".join(_texts([part for part in said if _is_text(part)]))

    @property
    def error(self) -> Mapping[str, Any]:
        """The `error` of an error body, empty where there is none."""
        found = self.json.get("error") if isinstance(self.json, dict) else None
        return found if isinstance(found, dict) else {}

    @property
    def error_type(self) -> str | None:
        """The `type` of the error in the body, or None."""
        found = self.error.get("type")
        return found if isinstance(found, str) else None

    @property
    def error_code(self) -> str | None:
        """The `error_code` in the error's details, or None."""
        details = self.error.get("details")
        found = details.get("error_code") if isinstance(details, dict) else None
        return found if isinstance(found, str) else None

    def retry_after(self, wall: float) -> float | None:
        """Return the seconds that the headers ask to wait, or None where they ask for nothing that makes sense.

        `wall` is the time of day at which they arrived, in UNIX seconds. Source: the SDK's own reading, in
        `anthropic/_base_client.py`: `retry-after-ms`, then `retry-after` as seconds, then as an HTTP date.
        """
        seconds = _number(self.header("retry-after-ms"), 1000)
        if seconds is None:
            seconds = _number(self.header("retry-after"), 1)
        if seconds is None:
            try:
                date = parsedate_to_datetime(self.header("retry-after") or "")
            except ValueError:
                return None
            seconds = date.timestamp() - wall
        return seconds if 0 < seconds < float("inf") else None


def _is_text(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") in {"text", "text_delta"}


def _number(text: str | None, divisor: int) -> float | None:
    try:
        return float(text or "") / divisor
    except ValueError:
        return None
