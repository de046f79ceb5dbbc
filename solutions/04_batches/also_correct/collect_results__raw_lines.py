"""Collect the results of a message batch: line by line as they come over the wire, and by recursion."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import httpx2
from anthropic import Anthropic

Sink: TypeAlias = Callable[[str, str, str], None]


class IncompleteResults(Exception):
    """No download was whole. `missing` lists those of `custom_ids` of which no result was handed on."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(f"{len(missing)} results were not handed on")
        self.missing = missing


@dataclass(frozen=True)
class Report:
    """What was odd: ids without a result, ids with several, and results that nobody asked for. Each id stands once."""

    missing: list[str]
    duplicates: list[str]
    unknown: list[str]


def collect_results(
    client: Anthropic, batch_id: str, custom_ids: Sequence[str], sink: Sink, *, max_downloads: int = 3
) -> Report:
    """Hand each result of an ended batch to `sink(custom_id, outcome, detail)`, once and as soon as it is there."""
    counts = client.messages.batches.retrieve(batch_id).request_counts.to_dict()
    results = client.messages.batches.with_streaming_response
    handed: set[str] = set()

    def download(left: int) -> Report:
        if not left:
            raise IncompleteResults([custom_id for custom_id in custom_ids if custom_id not in handed])
        lines: list[str] = []
        try:
            with results.results(batch_id) as reply:
                for line in whole_lines(reply.iter_bytes()):
                    custom_id, outcome, detail = tell(line)
                    lines.append(custom_id)
                    if custom_id in custom_ids and custom_id not in handed:
                        sink(custom_id, outcome, detail)
                        handed.add(custom_id)
        except (httpx2.TransportError, json.JSONDecodeError, UnicodeDecodeError):
            return download(left - 1)
        if len(lines) < sum(int(str(count)) for count in counts.values()):
            return download(left - 1)
        return Report(
            missing=sorted(set(custom_ids) - set(lines)),
            duplicates=sorted({custom_id for custom_id in lines if lines.count(custom_id) > 1}),
            unknown=sorted(set(lines) - set(custom_ids)),
        )

    return download(max_downloads)


def whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Divide a body at line ends alone: `iter_lines` would also cut at U+2028, which JSON may hold."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    if rest:
        yield rest


def tell(line: bytes) -> tuple[str, str, str]:
    """Return custom_id, outcome and detail of a line."""
    entry: dict[str, Any] = json.loads(line)
    custom_id, result = entry["custom_id"], entry["result"]
    match result:
        case {"type": "succeeded", "message": {"stop_reason": reason, "content": content}}:
            text = "".join(block.get("text", "") for block in content)
            return custom_id, {"end_turn": "ok", "stop_sequence": "ok"}.get(reason, reason), text
        case {"type": "errored", "error": {"error": {"type": error_type}}}:
            return custom_id, "errored", error_type
        case {"type": other}:
            return custom_id, other, ""
    msg = f"a result without a type: {line!r}"
    raise ValueError(msg)
