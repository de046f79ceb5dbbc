"""Split requests into batches: a generator closes one batch after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from anthropic.types.messages.batch_create_params import Request


class FitsNowhere(Exception):
    """A request is too large for a batch of its own; `custom_id` names it."""

    def __init__(self, custom_id: str) -> None:
        super().__init__(f"the request {custom_id!r} fits no batch")
        self.custom_id = custom_id


def split_batches(
    requests: Sequence[Request], *, max_requests: int = 100_000, max_bytes: int = 256_000_000
) -> list[list[Request]]:
    """Return all that the generator yields; it raises before the list is whole."""
    return list(_batches(requests, max_requests, max_bytes - len('{"requests":[') - len("]}")))


def _batches(requests: Sequence[Request], most: int, room: int) -> Iterator[list[Request]]:
    batch: list[Request] = []
    left = room
    for request in requests:
        text = json.dumps(request, ensure_ascii=False, separators=(",", ":"))
        size = len(text.encode("utf-8"))
        if size > room:
            raise FitsNowhere(request["custom_id"])
        if len(batch) == most or size + bool(batch) > left:
            yield batch
            batch, left = [], room
        left -= size + bool(batch)
        batch.append(request)
    if batch:
        yield batch
