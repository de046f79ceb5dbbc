"""Collect the results of a message batch. The lesson is in README.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

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
    """Hand each result of an ended batch to `sink(custom_id, outcome, detail)`, once and as soon as it is there.

    Source: https://platform.claude.com/docs/en/build-with-claude/batch-processing
    """
    # TODO(1): say what became of each request, and report what is odd.
    # TODO(2): download again after an interruption, at most `max_downloads` times in all.
    raise NotImplementedError
