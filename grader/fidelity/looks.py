"""What a rule looks at: each look takes a sample and an argument, and yields what it finds there as text.

A look that finds nothing to say yields nothing: then the sample does not show the rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any, Final, TypeAlias

from grader.fidelity.samples import Sample, as_text, compact
from grader.trace import parsed
from grader.wire.ids import milliseconds

Look: TypeAlias = Callable[[Sample, str], Iterator[str]]

ABSENT: Final = "absent"
ID: Final = re.compile(r"\b(?:msg|toolu|srvtoolu|mcptoolu|msgbatch|req|file|container|wrkspc)_01\w+")
FORM: Final = re.compile(r"req_01[1-9A-HJ-NP-Za-km-z]{22}")
FRAMES: Final = re.compile(rb"(?:event: \w+\ndata: \{[^\r\n]*\}\n\n)+")
LATEST: Final = 15
"""Seconds that a reply may begin after its request: 13 at most in recordings."""


# ---------------------------------------------------------------- headers


def header(sample: Sample, name: str) -> Iterator[str]:
    """Yield the value of a header, or `absent`; of a pattern such as `a-*-b`, the values of all that match."""
    if "*" in name:
        yield from (value for found, value in sample.headers.items() if fnmatchcase(found, name))
    elif name in sample.headers:
        yield sample.headers[name]
    elif sample.would_show(name):
        yield ABSENT


def names(sample: Sample, prefix: str) -> Iterator[str]:
    """Yield the names of the headers that begin so, without that, in alphabetical order and joined."""
    found = sorted(name.removeprefix(prefix) for name in sample.headers if name.startswith(prefix))
    if found or sample.would_show(prefix):
        yield " ".join(found) or ABSENT


def every_name(sample: Sample, _: str) -> Iterator[str]:
    """Yield the name of each header."""
    yield from sample.headers


def order(sample: Sample, _: str) -> Iterator[str]:
    """Yield the names of all headers in their order, unless the recording has sorted them."""
    if sample.in_order:
        yield " ".join(sample.headers)


def remaining(sample: Sample, _: str) -> Iterator[str]:
    """Yield of each limit of tokens how what remains is given."""
    for value in header(sample, "anthropic-ratelimit-*tokens-remaining"):
        yield "thousands" if value.endswith("000") or value == "0" else value


def limit_of_tokens(sample: Sample, _: str) -> Iterator[str]:
    """Yield what the limit of all tokens is."""
    kinds = ("tokens", "input-tokens", "output-tokens")
    limits = [sample.headers.get(f"anthropic-ratelimit-{kind}-limit", "") for kind in kinds]
    if all(limit.isdecimal() for limit in limits):
        whole, read, said = map(int, limits)
        yield "input + output" if whole == read + said else f"{whole}, not {read} + {said}"


def time_of_request(sample: Sample, _: str) -> Iterator[str]:
    """Yield whether the id of the request holds the time of its date."""
    identifier = sample.headers.get("request-id", "")
    if FORM.fullmatch(identifier) and sample.sent is not None:
        late = sample.sent - milliseconds(identifier) / 1000
        yield "its date" if -1 <= late <= LATEST else "another"


# ---------------------------------------------------------------- JSON, wherever it stands


STEP: Final = re.compile(r"\[(\w+)=(\w+)\]|(\w+)")


def _at(values: list[Any], path: str) -> list[Any]:
    """Return what stands at a path: `a.b` goes down and through lists, `[type=x]` keeps what has this value."""
    for key, wanted, name in STEP.findall(path):
        flat = [inner for value in values for inner in (value if isinstance(value, list) else [value])]
        mappings = [value for value in flat if isinstance(value, dict)]
        if name:
            values = [value[name] for value in mappings if name in value]
        else:
            values = [value for value in mappings if value.get(key) == wanted]
    return values


def value(sample: Sample, path: str) -> Iterator[str]:
    """Yield each value at a path."""
    yield from map(as_text, _at(list(sample.documents), path))


def items(sample: Sample, path: str) -> Iterator[str]:
    """Yield each value at a path, and of a list each item."""
    for found in _at(list(sample.documents), path):
        yield from map(as_text, found if isinstance(found, list) else [found])


def keys(sample: Sample, path: str) -> Iterator[str]:
    """Yield the keys of each object at a path, in their order."""
    if sample.verbatim:
        yield from (",".join(found) for found in _at(list(sample.documents), path) if isinstance(found, dict))


def ids(sample: Sample, _: str) -> Iterator[str]:
    """Yield each id in the body."""
    yield from ID.findall(sample.body.decode(errors="replace"))


def written(sample: Sample, _: str) -> Iterator[str]:
    """Yield how the JSON of a body, or of each event but pings, is written."""
    for text in _texts(sample) if sample.verbatim else ():
        whole = parsed(text)
        same = whole is not None and compact(whole) == re.sub(r" *\}$", "}", text.decode(errors="replace"))
        yield "compact" if same else "otherwise"


def _texts(sample: Sample) -> list[bytes]:
    if "sse" in sample.tags:
        return _payloads(sample)
    if "jsonl" in sample.tags:
        return sample.body.splitlines()
    return [sample.body] if sample.body[:1] == b"{" else []


def _payloads(sample: Sample) -> list[bytes]:
    """Return the data of each event but pings, as it was sent."""
    blocks = sample.body.split(b"\n\n")
    lines = [block.split(b"\n")[-1] for block in blocks if block.strip() and not block.startswith(b"event: ping")]
    return [line.removeprefix(b"data: ") for line in lines]


# ---------------------------------------------------------------- batches


def counts(sample: Sample, _: str) -> Iterator[str]:
    """Yield whether the counts of a batch are of one that goes on or of one that has ended."""
    for found in _at(list(sample.documents), "[type=message_batch].request_counts"):
        numbers = dict(found) if isinstance(found, dict) else {}
        going = numbers.pop("processing", None)
        yield "mixed" if going and any(numbers.values()) else f"{'all' if going else 'none'} in processing"


def life(sample: Sample, _: str) -> Iterator[str]:
    """Yield how long after its creation a batch expires."""
    for batch in _at(list(sample.documents), "[type=message_batch]"):
        try:
            begun, end = (datetime.fromisoformat(batch[key]) for key in ("created_at", "expires_at"))
            yield f"{(end - begun) / timedelta(hours=1):g} hours"
        except (LookupError, TypeError, ValueError):
            yield "not known"


# ---------------------------------------------------------------- streams


def framing(sample: Sample, _: str) -> Iterator[str]:
    """Yield how the events of a stream are framed."""
    if "sse" in sample.tags:
        yield "event, data, empty line; LF" if FRAMES.fullmatch(sample.body) else "otherwise"


def padding(sample: Sample, _: str) -> Iterator[str]:
    """Yield of each event but pings the spaces before its last brace."""
    for text in _payloads(sample) if "sse" in sample.tags else ():
        inner = text[:-1]
        yield str(len(inner) - len(inner.rstrip(b" ")))


def ping(sample: Sample, _: str) -> Iterator[str]:
    """Yield how each ping is written."""
    for block in sample.body.split(b"\n\n") if "sse" in sample.tags else ():
        if block.startswith(b"event: ping"):
            yield block.decode(errors="replace").replace("\n", " / ")


def place_of_ping(sample: Sample, _: str) -> Iterator[str]:
    """Yield where the first ping stands: after which event."""
    if "sse" in sample.tags:
        found = [event.name for event in sample.events]
        yield "after " + " ".join(found[: found.index("ping")]) if "ping" in found else "none"


def events(sample: Sample, _: str) -> Iterator[str]:
    """Yield the names of all events of a stream in their order."""
    if "sse" in sample.tags:
        yield " ".join(event.name for event in sample.events)


def indexes(sample: Sample, _: str) -> Iterator[str]:
    """Yield how the blocks of a stream are numbered, and whether each event belongs to the one that is open."""
    if "sse" not in sample.tags:
        return
    begun = -1
    for event in sample.events:
        begun += event.name == "content_block_start"
        if event.name.startswith("content_block") and (event.data or {}).get("index") != begun:
            yield f"{event.name} of block {(event.data or {}).get('index')} while {begun} is open"
            return
    if begun >= 0:
        yield "0, 1, 2 in turn"


def first_fragment(sample: Sample, _: str) -> Iterator[str]:
    """Yield the first delta of each call of a tool."""
    for start, deltas in _blocks(sample):
        if start.get("type") == "tool_use":
            yield compact(deltas[0]) if deltas else "none"


def last_of_thinking(sample: Sample, _: str) -> Iterator[str]:
    """Yield the type of the last delta of each block of thinking."""
    for start, deltas in _blocks(sample):
        if start.get("type") == "thinking":
            yield str(deltas[-1].get("type")) if deltas else "none"


def last_block(sample: Sample, _: str) -> Iterator[str]:
    """Yield the type of the last block of a message."""
    whole = _at(list(sample.documents), "[type=message].content")
    blocks = whole[0] if whole and isinstance(whole[0], list) else [start for start, _ in _blocks(sample)]
    if blocks:
        yield from map(as_text, _at(blocks[-1:], "type"))


def _blocks(sample: Sample) -> Iterator[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    """Yield the start and the deltas of each block of a stream."""
    deltas = _at(list(sample.documents), "[type=content_block_delta]")
    for start in _at(list(sample.documents), "[type=content_block_start]"):
        mine = [each for each in deltas if each.get("index") == start.get("index")]
        for block in _at([start], "content_block"):
            yield block, _at(mine, "delta")


def counted(sample: Sample, _: str) -> Iterator[str]:
    """Yield how the output tokens at the end of a stream compare with those at its start."""
    first = _at(list(sample.documents), "[type=message_start].message.usage.output_tokens")
    last = _at(list(sample.documents), "[type=message_delta].usage.output_tokens")
    if first and last and all(isinstance(number, int) for number in (first[0], last[-1])):
        yield "cumulative" if last[-1] >= first[0] else f"{first[0]}, then {last[-1]}"


LOOKS: Final[Mapping[str, Look]] = {
    "header": header,
    "names of headers": names,
    "every header": every_name,
    "order of headers": order,
    "remaining tokens": remaining,
    "limit of tokens": limit_of_tokens,
    "time in request-id": time_of_request,
    "value": value,
    "items": items,
    "keys": keys,
    "ids": ids,
    "written": written,
    "framing": framing,
    "padding": padding,
    "ping": ping,
    "place of ping": place_of_ping,
    "events": events,
    "indexes": indexes,
    "first fragment": first_fragment,
    "last delta of thinking": last_of_thinking,
    "counts of a batch": counts,
    "life of a batch": life,
    "last block": last_block,
    "count of tokens": counted,
}
"""The looks by the names that rules give them."""
