"""Answer many documents, some of them urgent. The lesson is in README.md."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import random
import secrets
from collections.abc import AsyncGenerator, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol

import anyio
import httpx2
from anthropic import APIError, APIStatusError, AsyncAnthropic
from anthropic.types import Message
from anthropic.types.messages import MessageBatchResult
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

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


POLL = 5.0  # seconds between two polls, unless the API asks for more


async def stream_once(client: AsyncAnthropic, prompt: str) -> Message:
    """Stream one answer by the SDK's helper, in one attempt."""
    async with client.messages.stream(**params(prompt)) as events:
        whole = False
        async for event in events:
            whole = whole or event.type == "message_stop"
        if not whole:
            msg = f"no message_stop, request {events.request_id}"
            raise httpx2.RemoteProtocolError(msg)
        return await events.get_final_message()


async def create(client: AsyncAnthropic, prompts: Mapping[str, str]) -> str:
    """Create the batch and return its id."""
    raw = await client.messages.batches.with_raw_response.create(
        requests=[{"custom_id": custom_id, "params": params(prompt)} for custom_id, prompt in prompts.items()]  # type: ignore[typeddict-item]
    )
    return (await raw.parse()).id


async def read_results(client: AsyncAnthropic, batch_id: str) -> AsyncGenerator[tuple[str, MessageBatchResult]]:
    """Wait as the API asks, and hand on each result as its line arrives."""
    while True:
        reply = await client.messages.batches.with_raw_response.retrieve(batch_id)
        if (await reply.parse()).processing_status == "ended":
            break
        await anyio.sleep(max(POLL, float(reply.headers.get("retry-after") or 0)))
    lines = await client.messages.batches.results(batch_id)
    async with contextlib.aclosing(lines.http_response):
        async for line in lines:
            yield line.custom_id, line.result


async def find(client: AsyncAnthropic, custom_ids: set[str], since: datetime) -> str | None:
    """Find the batch by one of its results."""
    async for batch in client.messages.batches.list():
        if batch.created_at < since - timedelta(minutes=15):
            break
        if sum(dict(batch.request_counts).values()) != len(custom_ids):
            continue
        async with contextlib.aclosing(read_results(client, batch.id)) as lines:
            async for custom_id, _ in lines:
                if custom_id in custom_ids:
                    return batch.id
                break
    return None


@contextlib.contextmanager
def failing(failures: dict[str, str], *keys: str) -> Iterator[None]:
    """Report an error of the API as the failure of these documents."""
    try:
        yield
    except FAILED as error:
        failures.update(dict.fromkeys(keys, reason(error)))


async def serve(  # noqa: C901  one function, in plain steps
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
    with anyio.move_on_after(deadline) as scope:
        once = client.with_options(max_retries=0)
        places = anyio.CapacityLimiter(limit)
        budget = iter(range(retries))
        answers = {key: text for key in (*urgent, *others) if (text := entered(store, key)) is not None}
        failures: dict[str, str] = {}

        def finish(key: str, message: Message, *, batch: bool) -> None:
            enter(store, key, message, batch=batch)
            answers[key] = entered(store, key) or ""

        def pause(state: RetryCallState) -> float:
            seconds = delay(state.outcome.exception(), state.attempt_number)  # type: ignore[union-attr,arg-type]
            return math.inf if seconds is None else seconds

        def give_up(state: RetryCallState) -> bool:
            too_late = anyio.current_time() + state.upcoming_sleep > scope.deadline
            return too_late or next(budget, None) is None

        async def answer(key: str) -> None:
            with failing(failures, key):
                async for attempt in AsyncRetrying(
                    retry=retry_if_exception_type(FAILED), wait=pause, stop=give_up, reraise=True
                ):
                    with attempt:
                        async with places:
                            message = await stream_once(once, urgent[key])
                        finish(key, message, batch=False)

        async def batch(prompts: Mapping[str, str]) -> None:
            with failing(failures, *prompts):
                batch_id = store.get("batch")
                intent = store.get("intent")
                if intent is None:
                    store.put("intent", json.dumps([secrets.token_hex(16), datetime.now(UTC).isoformat()]))
                token, since = json.loads(store.get("intent") or "")
                requests = {f"{token}-{key}": prompt for key, prompt in prompts.items()}
                if batch_id is None and intent is not None:
                    batch_id = await find(client, set(requests), datetime.fromisoformat(since))
                if batch_id is None:
                    batch_id = await create(once, requests)
                if store.get("batch") is None:
                    store.put("batch", batch_id)
                async for custom_id, result in read_results(client, batch_id):
                    key = custom_id.removeprefix(f"{token}-")
                    if key in answers or key not in prompts:
                        continue
                    if result.type == "succeeded":
                        finish(key, result.message, batch=True)
                    else:
                        failures[key] = reason(result)

        async with anyio.create_task_group() as tasks:
            if unpaid := {key: prompt for key, prompt in others.items() if key not in answers}:
                tasks.start_soon(batch, unpaid)
            for key in urgent.keys() - answers.keys():
                tasks.start_soon(answer, key)

    unanswered = {*urgent, *others} - answers.keys()
    return Report(answers, {key: failures.get(key, "deadline") for key in unanswered})
