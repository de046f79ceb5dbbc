"""Honest and wrong: asks once, and does not wait."""

from __future__ import annotations

from anthropic import Anthropic
from anthropic.types.messages import MessageBatch


def wait_for_batch(
    client: Anthropic, batch_id: str, *, interval: float = 60.0, timeout: float = 86_400.0, patience: float = 300.0
) -> MessageBatch:
    """Return the batch as it is now."""
    return client.messages.batches.retrieve(batch_id)
