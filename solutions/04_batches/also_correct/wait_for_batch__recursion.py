"""Wait until a message batch has ended: by recursion, and on top of the SDK's own retries."""

from __future__ import annotations

import time

from anthropic import Anthropic, APIConnectionError, APIError, APIStatusError
from anthropic.types.messages import MessageBatch

PASSING = {404, 408, 409, 429}


class BatchTimeout(Exception):
    """The batch has not ended in time. It goes on."""

    def __init__(self, batch_id: str) -> None:
        super().__init__(f"batch {batch_id} has not ended in time")
        self.batch_id = batch_id


def wait_for_batch(
    client: Anthropic,
    batch_id: str,
    *,
    interval: float = 60.0,
    timeout: float = 86_400.0,
    patience: float = 300.0,
) -> MessageBatch:
    """Poll until the batch has ended, and return it as that poll gave it."""
    end = time.monotonic() + timeout

    def poll(good: float) -> MessageBatch:
        try:
            reply = client.messages.batches.with_raw_response.retrieve(batch_id)
        except APIError as error:
            if not passing(error) or time.monotonic() > good + patience:
                raise
            headers = error.response.headers if isinstance(error, APIStatusError) else {}
        else:
            batch, headers, good = reply.parse(), reply.headers, time.monotonic()
            if batch.processing_status == "ended":
                return batch
        pause = max(interval, float(headers.get("retry-after", 0)))
        if time.monotonic() + pause > end:
            raise BatchTimeout(batch_id)
        time.sleep(pause)
        return poll(good)

    return poll(time.monotonic())


def passing(error: APIError) -> bool:
    """Tell whether a later poll may succeed."""
    if isinstance(error, APIStatusError):
        return error.status_code in PASSING or error.status_code >= 500
    return isinstance(error, APIConnectionError)
