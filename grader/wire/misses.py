"""Says, in a learner's words, why a cassette does not hold a request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any, Final

from grader.trace import Request
from grader.wire.alike import plain

MOST: Final = 5
"""Differences that are named."""
SHOWN: Final = 60
"""Characters of a value that are shown."""

_ABSENT: Final = object()


def all_played(sent: Request, times: int) -> str:
    """Say that a request was sent more often than it was recorded."""
    number = "once" if times == 1 else f"{times} times"
    return f"{_line(sent)} was recorded {number}, and this is request {times + 1} of its kind."


def not_recorded(sent: Request, nearest: Sequence[Request], recorded: Sequence[Request]) -> str:
    """Say how a request differs from the nearest recorded one."""
    same_line = [request for request in nearest if _line(request) == _line(sent)]
    if not same_line:
        known = ", ".join(dict.fromkeys(map(_line, recorded)))
        return f"{_line(sent)} was not recorded; recorded is {known}."
    found = min((list(_differences(request, sent)) for request in same_line), key=len)
    more = [f"{len(found) - MOST} more"] if len(found) > MOST else []
    return f"{_line(sent)} differs from the recorded request: {'; '.join((*found[:MOST], *more))}."


def _line(request: Request) -> str:
    query = f"?{request.query}" if request.query else ""
    host = "" if request.host == "https://api.anthropic.com" else request.host
    return f"{request.method} {host}{request.path}{query}"


def _differences(recorded: Request, sent: Request) -> Iterator[str]:
    if isinstance(recorded.json, dict) and isinstance(sent.json, dict):
        for place, was, is_now in _unlike("", plain(recorded.json), plain(sent.json)):
            yield _words(place, was, is_now)
    else:
        yield _words("body", recorded.body.decode(errors="replace"), sent.body.decode(errors="replace"))


def _unlike(place: str, was: Any, is_now: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(was, dict) and isinstance(is_now, dict):
        for key in dict.fromkeys((*was, *is_now)):
            inner = f"{place}.{key}" if place else key
            yield from _unlike(inner, was.get(key, _ABSENT), is_now.get(key, _ABSENT))
    elif isinstance(was, list) and isinstance(is_now, list) and len(was) == len(is_now):
        for i, (one, other) in enumerate(zip(was, is_now, strict=True)):
            yield from _unlike(f"{place}[{i}]", one, other)
    elif was != is_now:
        yield place, was, is_now


def _words(place: str, was: Any, is_now: Any) -> str:
    if was is _ABSENT:
        return f"it has `{place}` {_shown(is_now)}, and the recorded one has none"
    if is_now is _ABSENT:
        return f"it has no `{place}`, and the recorded one has {_shown(was)}"
    if isinstance(was, list) and isinstance(is_now, list):
        return f"its `{place}` are {len(is_now)}, and those of the recorded one {len(was)}"
    return f"its `{place}` is {_shown(is_now, was)}, and that of the recorded one {_shown(was, is_now)}"


def _shown(value: Any, other: Any = None) -> str:
    """Return a value as JSON; where it is long, the part around the place at which it differs from the other."""
    text = json.dumps(value, ensure_ascii=False)
    if len(text) <= SHOWN:
        return text
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(text, json.dumps(other, ensure_ascii=False), strict=False))
    start = max(0, sum(1 for _ in alike) - SHOWN // 3)
    end = start + SHOWN
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
