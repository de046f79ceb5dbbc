"""Run a batch that survives being killed at any moment. The lesson is in README.md."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol

from anthropic import Anthropic
from anthropic.types.messages import MessageBatchResult


class Store(Protocol):
    """Texts by key. What `put` has written when it returns is still there after a crash."""

    def get(self, key: str) -> str | None:
        """Return the text of this key, None if there is none."""

    def put(self, key: str, value: str) -> None:
        """Keep a text under this key, in place of the one before."""


def results_by_id(client: Anthropic, batch_id: str) -> dict[str, MessageBatchResult]:
    """Wait until a batch has ended, and return its results by custom_id. Nothing is to be done here."""
    while client.messages.batches.retrieve(batch_id).processing_status != "ended":
        time.sleep(60)
    return {line.custom_id: line.result for line in client.messages.batches.results(batch_id)}


def run_batch(client: Anthropic, requests: Mapping[str, Mapping[str, Any]], store: Store) -> dict[str, Any]:
    """Run `requests`, parameters by key, as one message batch, and return their results by key.

    Killed at any moment and called again with the same requests and the same store, it goes on where it was: it loses
    no result, and creates no second batch. Keys are at most 24 characters that a custom_id may have.

    If `create` fails, so that nobody knows whether there is a batch, raises the SDK's error or looks for the batch.

    Source: https://platform.claude.com/docs/en/build-with-claude/batch-processing
    """
    # TODO(1): write down what you are about to do, create the batch, write down its id.
    # TODO(2): when you are called again: find the batch that you may have created, or be sure that there is none.
    raise NotImplementedError
