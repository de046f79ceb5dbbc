"""Collect the results of a message batch: with tenacity, and an object that remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from json import JSONDecodeError
from typing import TypeAlias

import tenacity
from anthropic import Anthropic
from anthropic.types.messages import MessageBatchIndividualResponse
from httpx2 import TransportError

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


class Interrupted(Exception):
    """A download that was not whole."""


def collect_results(
    client: Anthropic, batch_id: str, custom_ids: Sequence[str], sink: Sink, *, max_downloads: int = 3
) -> Report:
    """Hand each result of an ended batch to `sink(custom_id, outcome, detail)`, once and as soon as it is there."""
    collector = Collector(client, batch_id, custom_ids, sink)
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(Interrupted), stop=tenacity.stop_after_attempt(max_downloads)
    )
    try:
        return retrying(collector.download)
    except tenacity.RetryError:
        raise IncompleteResults(collector.missing()) from None


class Collector:
    """Downloads results, and remembers which ones were handed on."""

    def __init__(self, client: Anthropic, batch_id: str, custom_ids: Sequence[str], sink: Sink) -> None:
        self.batches, self.batch_id, self.custom_ids, self.sink = client.messages.batches, batch_id, custom_ids, sink
        self.handed: list[str] = []

    def missing(self) -> list[str]:
        """Return the ids of which no result was handed on."""
        return [custom_id for custom_id in self.custom_ids if custom_id not in self.handed]

    def download(self) -> Report:
        """Download once. Raises Interrupted if that was not whole."""
        once: set[str] = set()
        twice: set[str] = set()
        lines = 0
        for entry in self.entries():
            lines += 1
            (twice if entry.custom_id in once else once).add(entry.custom_id)
            if entry.custom_id in self.missing():
                self.handed.append(entry.custom_id)
                self.hand_on(entry)
        counts = self.batches.retrieve(self.batch_id).request_counts
        if lines != counts.succeeded + counts.errored + counts.canceled + counts.expired:
            raise Interrupted
        return Report(self.missing(), list(twice), list(once.difference(self.custom_ids)))

    def entries(self) -> Iterator[MessageBatchIndividualResponse]:
        """Yield the results of one download."""
        decoder = self.batches.results(self.batch_id)
        while True:
            try:
                entry = next(decoder)
            except StopIteration:
                return
            except (TransportError, JSONDecodeError, UnicodeDecodeError) as error:
                raise Interrupted from error
            yield entry

    def hand_on(self, entry: MessageBatchIndividualResponse) -> None:
        """Give one result to the sink."""
        result = entry.result
        if result.type == "succeeded":
            texts = [block.text for block in result.message.content if block.type == "text"]
            reason = result.message.stop_reason or ""
            self.sink(entry.custom_id, "ok" if reason in ("end_turn", "stop_sequence") else reason, "".join(texts))
        elif result.type == "errored":
            self.sink(entry.custom_id, result.type, result.error.error.type)
        else:
            self.sink(entry.custom_id, result.type, "")
