"""Say what to do about the outcome of one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from anthropic import Anthropic
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

Action = Literal["none", "retry", "wait", "raise_limit", "fix_credentials", "ask_access", "fix_request", "shrink"]


@dataclass(frozen=True)
class Diagnosis:
    """What came back from one call, and what to do about it. A field is None where the reply has nothing for it."""

    action: Action
    status: int | None  # None: no reply came
    error_type: str | None  # such as "rate_limit_error", from the body
    request_id: str | None  # such as "req_011C...", for the support
    retry_after: float | None  # seconds, from the header of an error


def diagnose(client: Anthropic, params: MessageCreateParamsNonStreaming) -> Diagnosis:
    """Call `client.messages.create(**params)` once, and diagnose its outcome by the lesson's table.

    The SDK's own retries are off, and nothing waits. No error of the API is raised; what is no error of the API,
    such as a TypeError for a misspelled parameter, is.

    Source: https://platform.claude.com/docs/en/api/errors
    """
    # TODO: make the call once, and find the first row of the lesson's table that fits.
    raise NotImplementedError
