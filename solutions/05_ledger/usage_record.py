"""Record what one call used: the tokens by kind, as they are billed. The lesson is in README.md."""

from __future__ import annotations

from dataclasses import dataclass

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
    message = client.messages.create(**params)
    usage = message.usage
    read = usage.cache_read_input_tokens or 0
    written = usage.cache_creation_input_tokens or 0
    lifetimes = usage.cache_creation
    # Without a breakdown, the cache's default lifetime holds: five minutes.
    for_an_hour = lifetimes.ephemeral_1h_input_tokens if lifetimes else 0
    details = usage.output_tokens_details
    return UsageRecord(
        request_id=message._request_id,  # noqa: SLF001 (public, its docstring says)
        model=message.model,
        service_tier=usage.service_tier,
        uncached_tokens=usage.input_tokens,
        cache_write_5m_tokens=written - for_an_hour,
        cache_write_1h_tokens=for_an_hour,
        cache_read_tokens=read,
        total_input_tokens=usage.input_tokens + written + read,
        output_tokens=usage.output_tokens,
        thinking_tokens=details.thinking_tokens if details else 0,
    )
