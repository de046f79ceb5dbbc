# /// mistake
# fails = ["SPLIT-03"]
# hint = "Look before you add: the body must not go beyond the limit at all."
# ///
"""Split requests into batches that the API takes."""

from __future__ import annotations

import json
from collections.abc import Sequence

from anthropic.types.messages.batch_create_params import Request

ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
ENVELOPE = len('{"requests":[]}')


class FitsNowhere(Exception):
    """A request is too large for a batch of its own; `custom_id` names it."""

    def __init__(self, custom_id: str) -> None:
        super().__init__(f"the request {custom_id!r} fits no batch")
        self.custom_id = custom_id


def split_batches(
    requests: Sequence[Request], *, max_requests: int = 100_000, max_bytes: int = 256_000_000
) -> list[list[Request]]:
    """Return the requests in their order, in batches each of which is filled until the next request has no room.

    A batch has at most `max_requests` requests, and the body that creates it, `{"requests":[...]}` as the SDK encodes
    it, at most `max_bytes` bytes. Raises FitsNowhere for the first request that has no room in a batch of its own.

    Source: https://platform.claude.com/docs/en/build-with-claude/batch-processing
    """
    batches: list[list[Request]] = []
    body = 0  # bytes of the last batch's body
    for request in requests:
        size = len(ENCODER.encode(request).encode())
        if ENVELOPE + size > max_bytes:
            raise FitsNowhere(request["custom_id"])
        if batches and len(batches[-1]) < max_requests and body <= max_bytes:
            batches[-1].append(request)
            body += 1 + size  # with a comma
        else:
            batches.append([request])
            body = ENVELOPE + size
    return batches
