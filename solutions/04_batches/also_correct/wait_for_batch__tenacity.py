"""Wait until a message batch has ended: with tenacity."""

from __future__ import annotations

import time
from collections.abc import Mapping

import tenacity
from anthropic import Anthropic, APIConnectionError, APIStatusError
from anthropic.types.messages import MessageBatch


class BatchTimeout(Exception):
    """The batch has not ended in time. It goes on."""

    def __init__(self, batch_id: str) -> None:
        super().__init__(f"batch {batch_id} has not ended in time")
        self.batch_id = batch_id


class Unfinished(Exception):
    """A poll that did not end the wait, and the headers of its reply."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.headers = headers


def wait_for_batch(
    client: Anthropic,
    batch_id: str,
    *,
    interval: float = 60.0,
    timeout: float = 86_400.0,
    patience: float = 300.0,
) -> MessageBatch:
    """Poll until the batch has ended, and return it as that poll gave it."""
    retrieve = client.with_options(max_retries=0).messages.batches.with_raw_response.retrieve
    good = time.monotonic()

    def poll() -> MessageBatch:
        nonlocal good
        try:
            reply = retrieve(batch_id)
        except (APIConnectionError, APIStatusError) as error:
            status = error.status_code if isinstance(error, APIStatusError) else 500
            if time.monotonic() - good > patience or (status < 500 and status not in (404, 408, 409, 429)):
                raise
            raise Unfinished(error.response.headers if isinstance(error, APIStatusError) else {}) from error
        good = time.monotonic()
        batch = reply.parse()
        if batch.processing_status != "ended":
            raise Unfinished(reply.headers)
        return batch

    def pause(state: tenacity.RetryCallState) -> float:
        found = state.outcome.exception() if state.outcome else None
        asked = found.headers.get("retry-after", "0") if isinstance(found, Unfinished) else "0"
        return max(interval, float(asked))

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(Unfinished), wait=pause, stop=tenacity.stop_before_delay(timeout)
    )
    try:
        return retrying(poll)
    except tenacity.RetryError:
        raise BatchTimeout(batch_id) from None
