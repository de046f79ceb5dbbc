# /// mistake
# fails = ["RESUB-05"]
# hint = "The custom_id is how a result finds its request: it stays as it was."
# ///
"""Send again what failed in a message batch. The lesson is in README.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anthropic import Anthropic
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

AGAIN = frozenset({"api_error", "overloaded_error", "rate_limit_error", "timeout_error"})


@dataclass(frozen=True)
class Resubmission:
    """The new batch, None if there was nothing to send again, and why other requests are given up, by custom_id."""

    batch_id: str | None
    given_up: dict[str, str]


def resubmit(client: Anthropic, batch_id: str, requests: Mapping[str, MessageCreateParamsNonStreaming]) -> Resubmission:
    """Send again, in one new batch, what failed in an ended batch and may succeed now.

    `requests` holds the parameters of all requests of the batch, by custom_id. What expired is sent again, and what
    errored with a type that is in AGAIN. All other errors are given up, and what was canceled too.

    Source: https://platform.claude.com/docs/en/build-with-claude/batch-processing
    """
    again: list[str] = []
    given_up: dict[str, str] = {}
    for entry in client.messages.batches.results(batch_id):
        result = entry.result
        if result.type == "expired" or (result.type == "errored" and result.error.error.type in AGAIN):
            again.append(entry.custom_id)
        elif result.type == "errored":
            given_up[entry.custom_id] = result.error.error.type
        elif result.type == "canceled":
            given_up[entry.custom_id] = "canceled"
    if not again:  # a batch without requests is refused
        return Resubmission(None, given_up)
    once = client.with_options(max_retries=0)  # a reply that is lost may be that of a batch which was created
    batch = once.messages.batches.create(
        requests=[{"custom_id": f"{custom_id}-again", "params": requests[custom_id]} for custom_id in again]
    )
    return Resubmission(batch.id, given_up)
