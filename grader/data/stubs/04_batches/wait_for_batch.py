"""Wait until a message batch has ended."""

from __future__ import annotations

from anthropic import Anthropic
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
    # TODO: poll until `processing_status` is "ended", and wait between the polls.
    # TODO: tolerate failures that pass; give up in time.
    raise NotImplementedError
