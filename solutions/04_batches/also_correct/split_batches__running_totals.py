"""Split requests into batches: running totals first, then the last request of each batch is looked up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from anthropic._utils._json import openapi_dumps
from anthropic.types.messages.batch_create_params import Request


class FitsNowhere(Exception):
    """A request is too large for a batch of its own; `custom_id` names it."""

    def __init__(self, custom_id: str) -> None:
        super().__init__(f"the request {custom_id!r} fits no batch")
        self.custom_id = custom_id


def split_batches(
    requests: Sequence[Request], *, max_requests: int = 100_000, max_bytes: int = 256_000_000
) -> list[list[Request]]:
    """Return the slices between the places where a batch begins."""
    room = max_bytes - len(openapi_dumps({"requests": []})) + 1  # each request brings a comma, the first one too
    sizes = [len(openapi_dumps(request)) + 1 for request in requests]
    for request, size in zip(requests, sizes, strict=True):
        if size > room:
            raise FitsNowhere(request["custom_id"])
    totals = [0, *accumulate(sizes)]
    batches: list[list[Request]] = []
    start = 0
    while start < len(requests):
        most = bisect_right(totals, totals[start] + room) - 1
        end = min(most, start + max_requests)
        batches.append(list(requests[start:end]))
        start = end
    return batches
