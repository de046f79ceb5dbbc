# /// mistake
# fails = ["SERVICE-09"]
# hint = "Write the id of the batch down as soon as you have it: a search asks for the results of every batch of that size."
# ///
"""Answer many documents, some of them urgent."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol

import httpx2
from anthropic import APIError, APIStatusError, AsyncAnthropic
from anthropic.types import Message
from anthropic.types.messages import MessageBatchResult

FAILED = (APIError, httpx2.TransportError)  # what `stream`, `create_batch`, `find_batch` and `results` raise


class Report(NamedTuple):
    """Each key of a document stands in one of the two."""

    answers: dict[str, str]  # the text of the answer
    failures: dict[str, str]  # why there is none: what `reason` says, or "deadline"


class Store(Protocol):
    """Texts by key. What `put` has written when it returns is still there after a crash."""

    def get(self, key: str) -> str | None:
        """Return the text of this key, None if there is none."""

    def put(self, key: str, value: str) -> None:
        """Keep a text under this key, in place of the one before."""


def params(prompt: str) -> dict[str, Any]:
    """Return the parameters of a request."""
    return {"model": "claude-haiku-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": prompt}]}


async def stream(client: AsyncAnthropic, prompt: str) -> Message:
    """Stream the answer to a prompt, in one attempt, and return it when it has arrived whole."""
    async with client.with_options(max_retries=0).messages.stream(**params(prompt)) as events:
        stops = [event async for event in events if event.type == "message_stop"]
    if not stops:
        msg = "the stream ended without message_stop"
        raise httpx2.RemoteProtocolError(msg)
    return stops[0].message


def delay(error: Exception, attempt: int) -> float | None:
    """Return the seconds to wait after a failed attempt (counted from 1), None if another one would fail as well."""
    headers: Mapping[str, str] = {}
    if isinstance(error, APIStatusError):
        if error.status_code not in {200, 408, 409, 429} and error.status_code < 500:  # 200: it broke in mid-stream
            return None
        headers = error.response.headers
    backoff = min(8.0, 0.5 * 2.0 ** (attempt - 1)) * (1 - random.random() / 4)  # noqa: S311
    return float(headers["retry-after"]) if "retry-after" in headers else backoff


def reason(failure: Exception | MessageBatchResult) -> str:
    """Return in a word why there is no answer: `overloaded_error`, `expired`, `ReadError`."""
    if isinstance(failure, Exception):
        return str(getattr(failure, "type", None) or type(failure).__name__)
    return failure.error.error.type if failure.type == "errored" else failure.type


async def create_batch(client: AsyncAnthropic, prompts: Mapping[str, str]) -> str:
    """Create a batch of these prompts by custom_id, in one attempt, and return its id."""
    requests: Any = [{"custom_id": custom_id, "params": params(prompt)} for custom_id, prompt in prompts.items()]
    return (await client.with_options(max_retries=0).messages.batches.create(requests=requests)).id


async def find_batch(client: AsyncAnthropic, custom_ids: set[str], since: datetime) -> str | None:
    """Return the id of the batch with these custom_ids that was created since then, None if there is none."""
    async for batch in client.messages.batches.list(limit=100):  # newest first
        if batch.created_at < since - timedelta(minutes=15):  # clocks differ
            return None
        as_many = sum(dict(batch.request_counts).values()) == len(custom_ids)
        if as_many and set(await results(client, batch.id)) == custom_ids:
            return batch.id
    return None


async def results(client: AsyncAnthropic, batch_id: str) -> dict[str, MessageBatchResult]:
    """Wait until a batch has ended, and return its results by custom_id."""
    batch = await client.messages.batches.retrieve(batch_id)
    while batch.processing_status != "ended":
        await asyncio.sleep(60)
        batch = await client.messages.batches.retrieve(batch_id)
    return {line.custom_id: line.result async for line in await client.messages.batches.results(batch_id)}


def enter(store: Store, key: str, message: Message, *, batch: bool) -> None:
    """Write the answer to a document, and what it cost, into the ledger, all at once; in a batch it cost half."""
    text = "".join(block.text for block in message.content if block.type == "text")
    tokens = [message.usage.input_tokens, message.usage.output_tokens]
    store.put(f"ledger/{key}", json.dumps({"id": message.id, "tokens": tokens, "batch": batch, "text": text}))


def entered(store: Store, key: str) -> str | None:
    """Return the answer to a document that the ledger holds, None if it holds none."""
    row = store.get(f"ledger/{key}")
    return None if row is None else str(json.loads(row)["text"])


async def serve(
    client: AsyncAnthropic,
    urgent: Mapping[str, str],
    others: Mapping[str, str],
    store: Store,
    *,
    limit: int,
    retries: int,
    deadline: float,
) -> Report:
    """Answer documents, prompts by key: the urgent ones by a stream each, all others by one batch.

    - `limit`: how many streams may be under way. `retries`: how many retries all of them share.
    - `deadline`: seconds from this call on, after which it returns what there is.

    Killed at any moment, it goes on when it is called again with the same documents and store.
    Source: https://platform.claude.com/docs/en/build-with-claude/batch-processing
    """
    ends = asyncio.get_running_loop().time() + deadline
    call = _Call(client, store, asyncio.Semaphore(limit), ends, retries)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout_at(ends), asyncio.TaskGroup() as group:
            if any(entered(store, key) is None for key in others):
                group.create_task(call.run_batch(others))
            for key, prompt in urgent.items():
                if entered(store, key) is None:  # what is in the ledger is paid for
                    group.create_task(call.answer(key, prompt))
    texts = {key: entered(store, key) for key in (*urgent, *others)}
    answers = {key: text for key, text in texts.items() if text is not None}
    return Report(answers, {key: call.failures.get(key, "deadline") for key in texts if key not in answers})


@dataclass
class _Call:
    """What all tasks of one call share."""

    client: AsyncAnthropic
    store: Store
    gate: asyncio.Semaphore
    ends: float
    retries: int
    failures: dict[str, str] = field(default_factory=dict)

    async def answer(self, key: str, prompt: str) -> None:
        """Answer an urgent document, or write down why there is no answer."""
        attempt = 1
        while True:
            try:
                async with self.gate:  # given back before the wait: others may use it meanwhile
                    message = await stream(self.client, prompt)
            except FAILED as error:
                wait = delay(error, attempt)
                if wait is None or asyncio.get_running_loop().time() + wait > self.ends or not self.retries:
                    self.failures[key] = reason(error)
                    return
            else:
                enter(self.store, key, message, batch=False)  # nothing is awaited since it came
                return
            self.retries -= 1
            attempt += 1
            await asyncio.sleep(wait)

    async def run_batch(self, prompts: Mapping[str, str]) -> None:
        """Answer the other documents; what fails is written down for each of them."""
        try:
            keys, batch_id = await self.find_or_create(prompts)
            found = await results(self.client, batch_id)
        except FAILED as error:
            self.failures |= dict.fromkeys(prompts, reason(error))
            return
        for custom_id, result in found.items():
            if result.type == "succeeded":
                enter(self.store, keys[custom_id], result.message, batch=True)
            else:
                self.failures[keys[custom_id]] = reason(result)

    async def find_or_create(self, prompts: Mapping[str, str]) -> tuple[dict[str, str], str]:
        """Return the keys by custom_id, and the id of the one batch: known, or lost, or else created now."""
        found = self.store.get("intent")
        intent = found or f"{uuid.uuid4().hex} {datetime.now(UTC).isoformat()}"
        if found is None:
            self.store.put("intent", intent)
        token, since = intent.split()
        keys = {f"{token}-{key}": key for key in prompts}
        batch_id = self.store.get("batch")
        if batch_id is None:
            lost = await find_batch(self.client, set(keys), datetime.fromisoformat(since)) if found else None
            batch_id = lost or await create_batch(self.client, {i: prompts[key] for i, key in keys.items()})
        return keys, batch_id
