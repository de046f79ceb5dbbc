# /// mistake
# fails = ["POLL-09"]
# hint = "One poll more still comes in time: give up only if the next one would come after the timeout."
# ///
"""Wait until a message batch has ended."""

from __future__ import annotations

import time

from anthropic import Anthropic, APIConnectionError, APIStatusError
from anthropic.types.messages import MessageBatch


class BatchTimeout(Exception):
    """The batch has not ended in time. It goes on: wait for `batch_id` again, or cancel it."""

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
    """Poll `client.messages.batches.retrieve` until the batch has ended, and return it as that poll gave it.

    - `interval`: seconds between two polls; more if a reply's `retry-after` asks for more.
    - `timeout`: seconds from this call on; no poll but the first is sent later than that.
    - `patience`: for how many seconds polls may fail, from the last good poll (or this call) on.

    Raises BatchTimeout as soon as the next poll would come after `timeout`; the SDK's error at once if it will not
    pass (400, 401, 403, ...), or if polls have failed for longer than `patience`.

    Source: https://platform.claude.com/docs/en/build-with-claude/batch-processing
    """
    polls = client.with_options(max_retries=0).messages.batches.with_raw_response  # raw: the headers are wanted too
    started = good = time.monotonic()
    while True:
        asked = None
        try:
            reply = polls.retrieve(batch_id)
        except APIConnectionError:
            if time.monotonic() - good > patience:
                raise
        except APIStatusError as error:
            if not _may_pass(error.status_code) or time.monotonic() - good > patience:
                raise
            asked = error.response.headers.get("retry-after")
        else:
            batch = reply.parse()
            if batch.processing_status == "ended":  # `canceling` is not the end
                return batch
            good = time.monotonic()
            asked = reply.headers.get("retry-after")
        wait = max(interval, float(asked or 0))
        if time.monotonic() - started + 2 * wait > timeout:
            raise BatchTimeout(batch_id)
        time.sleep(wait)


def _may_pass(status: int) -> bool:
    """Tell whether a later poll may succeed. A batch can be unknown (404) for a moment, and known again."""
    return status in {404, 408, 409, 429} or status >= 500
