"""Send again what failed in a message batch: by verdicts, and with a request put together by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anthropic import Anthropic
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming
from anthropic.types.messages import MessageBatch, MessageBatchResult

AGAIN = frozenset({"api_error", "overloaded_error", "rate_limit_error", "timeout_error"})


@dataclass(frozen=True)
class Resubmission:
    """The new batch, None if there was nothing to send again, and why other requests are given up, by custom_id."""

    batch_id: str | None
    given_up: dict[str, str]


def resubmit(client: Anthropic, batch_id: str, requests: Mapping[str, MessageCreateParamsNonStreaming]) -> Resubmission:
    """Send again, in one new batch, what failed in an ended batch and may succeed now."""
    found = {entry.custom_id: verdict(entry.result) for entry in client.messages.batches.results(batch_id)}
    given_up = {custom_id: why for custom_id, why in found.items() if why not in ("good", "again")}
    again = [
        {"custom_id": custom_id, "params": params}
        for custom_id, params in requests.items()
        if found.get(custom_id) == "again"
    ]
    if again:
        poster = client.with_options(max_retries=0)
        created = poster.post("/v1/messages/batches", body={"requests": again}, cast_to=MessageBatch)
        return Resubmission(created.id, given_up)
    return Resubmission(None, given_up)


def verdict(result: MessageBatchResult) -> str:
    """Return `good`, `again`, or why a request is given up."""
    match result.type:
        case "succeeded":
            return "good"
        case "expired":
            return "again"
        case "errored":
            why = result.error.error.type
            return "again" if why in AGAIN else why
        case other:
            return other
