# /// mistake
# fails = ["RUN-04"]
# hint = "Whoever knows the id need not look for the batch. Write it down as soon as you know it."
# ///
"""Run a batch that survives being killed at any moment."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from anthropic import Anthropic
from anthropic.types.messages import MessageBatchResult

MARGIN = timedelta(minutes=15)
"""How far the API's clock may be behind ours."""


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
    found = store.get("intent")
    intent = found or f"{uuid.uuid4().hex} {datetime.now(UTC).isoformat()}"
    if found is None:
        store.put("intent", intent)  # token and time in one value: there is no moment with one of them alone
    token, since = intent.split()
    keys = {f"{token}-{key}": key for key in requests}
    batch_id = store.get("batch_id")
    if batch_id is None:
        lost = _find(client, set(keys), datetime.fromisoformat(since)) if found else None
        batch_id = lost or _create(client, {custom_id: requests[key] for custom_id, key in keys.items()})
    return {keys[custom_id]: result for custom_id, result in results_by_id(client, batch_id).items()}


def _create(client: Anthropic, requests: Mapping[str, Any]) -> str:
    """Create the batch with one request: a retry of the SDK's might create a second one."""
    batches = client.with_options(max_retries=0).messages.batches
    return batches.create(requests=[{"custom_id": i, "params": params} for i, params in requests.items()]).id


def _find(client: Anthropic, custom_ids: set[str], since: datetime) -> str | None:
    """Return the id of the batch that holds these custom_ids and was created after the intent, None without one."""
    for batch in client.messages.batches.list(limit=100):  # newest first
        if batch.created_at < since - MARGIN:
            break
        count = sum(dict(batch.request_counts).values())
        if count == len(custom_ids) and set(results_by_id(client, batch.id)) == custom_ids:
            return batch.id
    return None
