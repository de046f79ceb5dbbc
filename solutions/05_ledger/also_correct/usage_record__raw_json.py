"""Record what one call used: the tokens by kind, as they are billed. The lesson is in README.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anthropic import Anthropic
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming


@dataclass(frozen=True)
class UsageRecord:
    """What one call used. All counts are tokens, and 0 where the reply has no such count."""

    request_id: str | None  # such as "req_011C...", from the header of the response
    model: str  # as the reply names it
    service_tier: str | None  # as the reply names it; None: the reply names none
    uncached_tokens: int  # input that was neither written to the cache nor read from it
    cache_write_5m_tokens: int  # input written to the cache for five minutes
    cache_write_1h_tokens: int  # input written to the cache for one hour
    cache_read_tokens: int  # input read from the cache
    total_input_tokens: int  # all input, of the four kinds above
    output_tokens: int  # all output, thinking included
    thinking_tokens: int  # how many of the output tokens were thinking


def usage_record(client: Anthropic, params: MessageCreateParamsNonStreaming) -> UsageRecord:
    """Call `client.messages.create(**params)` once, and return what it used by the lesson's table.

    A call that fails has no record: its error is raised as it comes.
    Sources: https://platform.claude.com/docs/en/build-with-claude/prompt-caching
    and `anthropic/types/usage.py`, SDK 2.12.0
    """
    response = client.messages.with_raw_response.create(**params)
    reply = json.loads(response.text())
    counts = {"service_tier": None} | reply["usage"]
    lifetimes = counts.get("cache_creation") or {"ephemeral_5m_input_tokens": tokens(counts, "cache_creation")}
    inputs = (
        tokens(counts, ""),
        tokens(lifetimes, "ephemeral_5m"),
        tokens(lifetimes, "ephemeral_1h"),
        tokens(counts, "cache_read"),
    )
    thought = (counts.get("output_tokens_details") or {}).get("thinking_tokens", 0)
    told = response.headers.get("request-id"), reply["model"], counts["service_tier"]
    return UsageRecord(*told, *inputs, sum(inputs), counts["output_tokens"], thought)


def tokens(counts: Mapping[str, Any], kind: str) -> int:
    """Return a count of input tokens, 0 if there is none."""
    return counts.get(f"{kind}_input_tokens".lstrip("_")) or 0
