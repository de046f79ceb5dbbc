"""Record what one call used: the tokens by kind, as they are billed. The lesson is in README.md."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

from anthropic import Anthropic
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

WHERE = {
    "uncached_tokens": "input_tokens",
    "cache_write_5m_tokens": "cache_creation.ephemeral_5m_input_tokens",
    "cache_write_1h_tokens": "cache_creation.ephemeral_1h_input_tokens",
    "cache_read_tokens": "cache_read_input_tokens",
    "output_tokens": "output_tokens",
    "thinking_tokens": "output_tokens_details.thinking_tokens",
}
"""Where the reply's usage has each count."""

INPUT = ("uncached_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "cache_read_tokens")


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
    message = client.messages.create(**params)
    usage = message.usage
    counts: dict[str, Any] = {name: dig(usage, path) or 0 for name, path in WHERE.items()}
    if usage.cache_creation is None:
        counts["cache_write_5m_tokens"] = usage.cache_creation_input_tokens or 0
    counts["total_input_tokens"] = sum(counts[name] for name in INPUT)
    told: tuple[Any, ...] = message._request_id, message.model, usage.service_tier  # noqa: SLF001 (public)
    return UsageRecord(*told, **counts)


def dig(found: Any, path: str) -> Any:
    """Return what lies at the end of a path of attributes, None if it breaks off."""
    return reduce(lambda at, name: getattr(at, name, None), path.split("."), found)
