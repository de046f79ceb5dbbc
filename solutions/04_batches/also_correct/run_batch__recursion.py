"""Run a batch that survives being killed: each call takes one step, writes it down, and calls itself."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
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
    """Run `requests`, parameters by key, as one message batch, and return their results by key."""
    return step(client, requests, store, fresh=False)


def step(
    client: Anthropic, requests: Mapping[str, Mapping[str, Any]], store: Store, *, fresh: bool
) -> dict[str, MessageBatchResult]:
    """Take the next step that the store knows of, and go on."""
    batch_id, intent = store.get("batch"), store.get("intent")
    if intent is None:
        store.put("intent", f"{int(time.time())}-{uuid.uuid1().hex}")  # the token begins with the time
        return step(client, requests, store, fresh=True)
    mine = {f"{intent[-32:]}_{key}": key for key in requests}
    if batch_id is not None:
        return {mine[custom_id]: result for custom_id, result in results_by_id(client, batch_id).items()}
    found = None if fresh else looked_up(client, list(mine), datetime.fromtimestamp(int(intent[:-33])).astimezone())
    if found is None:
        batch = [{"custom_id": custom_id, "params": requests[key]} for custom_id, key in mine.items()]
        posted = client.post(
            "/v1/messages/batches", cast_to=object, body={"requests": batch}, options={"max_retries": 0}
        )
        found = str(posted["id"])  # type: ignore[index]
    store.put("batch", found)
    return step(client, requests, store, fresh=False)


def looked_up(client: Anthropic, custom_ids: list[str], since: datetime) -> str | None:
    """Return the id of the batch with these custom_ids, page by page."""
    page = client.messages.batches.list(limit=10)
    while True:
        recent = [batch for batch in page.data if batch.created_at > since - timedelta(hours=12)]
        for batch in recent:
            same_size = sum(dict(batch.request_counts).values()) == len(custom_ids)
            if same_size and sorted(results_by_id(client, batch.id)) == sorted(custom_ids):
                return batch.id
        if len(recent) < len(page.data) or not page.has_next_page():
            return None
        page = page.get_next_page()
