"""Send again what failed in a message batch: from raw lines, sorted into sets by a generator of pairs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter

from anthropic import Anthropic
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

AGAIN = frozenset({"api_error", "overloaded_error", "rate_limit_error", "timeout_error"})
FINE = "succeeded"


@dataclass(frozen=True)
class Resubmission:
    """The new batch, None if there was nothing to send again, and why other requests are given up, by custom_id."""

    batch_id: str | None
    given_up: dict[str, str]


def resubmit(client: Anthropic, batch_id: str, requests: Mapping[str, MessageCreateParamsNonStreaming]) -> Resubmission:
    """Send again, in one new batch, what failed in an ended batch and may succeed now."""
    pairs = sorted(failures(client, batch_id))
    names = {custom_id for custom_id, why in pairs if why in AGAIN or why == "expired"}
    rest = {custom_id: why for custom_id, why in pairs if custom_id not in names}
    if not names:
        return Resubmission(batch_id=None, given_up=rest)
    with client.copy(max_retries=0).messages.batches.with_streaming_response.create(
        requests=[{"custom_id": name, "params": requests[name]} for name in sorted(names)]
    ) as reply:
        return Resubmission(batch_id=reply.parse().id, given_up=rest)


def failures(client: Anthropic, batch_id: str) -> Iterator[tuple[str, str]]:
    """Yield each request that did not succeed, and why."""
    with client.messages.batches.with_streaming_response.results(batch_id) as reply:
        lines = b"".join(reply.iter_bytes()).strip().split(b"\n")  # `iter_lines` would also cut at U+2028
        for custom_id, result in map(itemgetter("custom_id", "result"), map(json.loads, lines)):
            why = result["error"]["error"]["type"] if result["type"] == "errored" else result["type"]
            if why != FINE:
                yield custom_id, why
