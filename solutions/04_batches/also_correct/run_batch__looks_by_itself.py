"""Run a batch that survives being killed: one state in the store, and a loop that looks before each `create`."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from anthropic import Anthropic, APIConnectionError, InternalServerError
from anthropic.types.messages import MessageBatch, MessageBatchResult


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
    once = client.with_options(max_retries=0)
    state = json.loads(store.get("state") or "{}")
    doubtful = bool(state)
    if not state:
        state = {"token": secrets.token_urlsafe(12), "at": time.time()}
        store.put("state", json.dumps(state))
    batch = [{"custom_id": f"{key}__{state['token']}", "params": params} for key, params in requests.items()]
    while "id" not in state:
        for mine in candidates(client, state["at"], len(batch)) if doubtful else ():
            if any(custom_id.endswith(state["token"]) for custom_id in results_by_id(client, mine.id)):
                state["id"] = mine.id
                break
        else:
            try:
                state["id"] = once.messages.batches.create(requests=batch).id  # type: ignore[arg-type]
            except (APIConnectionError, InternalServerError):
                time.sleep(30)
                doubtful = True
    store.put("state", json.dumps(state))
    found = results_by_id(client, state["id"])
    return {key: found[f"{key}__{state['token']}"] for key in requests}


def candidates(client: Anthropic, at: float, count: int) -> Iterable[MessageBatch]:
    """Yield the batches that may be ours."""
    for batch in client.messages.batches.list():
        if batch.created_at.timestamp() < at - 3600:
            return
        counts = batch.request_counts
        if counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired == count:
            yield batch
