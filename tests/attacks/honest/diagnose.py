"""Honest and wrong: knows the status, and takes every failure for one that passes."""

from __future__ import annotations

from dataclasses import dataclass

from anthropic import Anthropic, APIStatusError
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming


@dataclass(frozen=True)
class Diagnosis:
    """What came back from one call, and what to do about it."""

    action: str
    status: int | None
    error_type: str | None
    request_id: str | None
    retry_after: float | None


def diagnose(client: Anthropic, params: MessageCreateParamsNonStreaming) -> Diagnosis:
    """Return the status, and `retry` for all that failed."""
    try:
        client.messages.create(**params)
    except APIStatusError as error:
        return Diagnosis("retry", error.status_code, None, None, None)
    return Diagnosis("none", 200, None, None, None)
