# /// mistake
# fails = ["COLLECT-02"]
# hint = "What expired was never run, and what was canceled was not wanted: neither is an error."
# ///
"""Collect the results of a message batch. The lesson is in README.md."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

import httpx2
from anthropic import Anthropic
from anthropic.types.messages import MessageBatchResult

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
    """Hand each result of an ended batch to `sink(custom_id, outcome, detail)`, once and as soon as it is there.

    Source: https://platform.claude.com/docs/en/build-with-claude/batch-processing
    """
    counts = client.messages.batches.retrieve(batch_id).request_counts
    size = counts.succeeded + counts.errored + counts.canceled + counts.expired
    left = dict.fromkeys(custom_ids)  # a set that keeps the order
    for _ in range(max_downloads):
        seen: Counter[str] = Counter()  # of this download alone: the next one begins from the start
        with suppress(httpx2.TransportError, json.JSONDecodeError, UnicodeDecodeError):
            for entry in client.messages.batches.results(batch_id):
                seen[entry.custom_id] += 1
                if entry.custom_id in left:
                    sink(entry.custom_id, *_told(entry.result))
                    del left[entry.custom_id]
        if seen.total() == size:  # a body that ends between two lines raises nothing
            asked = set(custom_ids)
            duplicates = [custom_id for custom_id, times in seen.items() if times > 1]
            return Report(list(left), duplicates, [custom_id for custom_id in seen if custom_id not in asked])
    raise IncompleteResults(list(left))


def _told(result: MessageBatchResult) -> tuple[str, str]:
    """Say what became of a request: the outcome and its detail."""
    if result.type == "succeeded":
        text = "".join(block.text for block in result.message.content if block.type == "text")
        reason = result.message.stop_reason
        return "ok" if reason in {"end_turn", "stop_sequence"} else str(reason), text
    return "errored", result.error.error.type if result.type == "errored" else ""
