"""Say what to do about the outcome of one call: by the classes of the SDK's exceptions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import anthropic
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

Action = Literal["none", "retry", "wait", "raise_limit", "fix_credentials", "ask_access", "fix_request", "shrink"]


@dataclass(frozen=True)
class Diagnosis:
    """What came back from one call, and what to do about it."""

    action: Action
    status: int | None = None
    error_type: str | None = None
    request_id: str | None = None
    retry_after: float | None = None


def diagnose(client: anthropic.Anthropic, params: MessageCreateParamsNonStreaming) -> Diagnosis:
    """Call once without retries, and name what to do about the outcome."""
    try:
        message = client.with_options(max_retries=0).messages.create(**params)
    except anthropic.APIError as error:
        action = action_for(error)
        if not isinstance(error, anthropic.APIStatusError):
            return Diagnosis(action)
        hint = error.response.headers.get("retry-after", "")
        seconds = float(hint) if re.fullmatch(r"\d+(\.\d+)?", hint) else None
        return Diagnosis(action, error.status_code, error.type, error.request_id, seconds)
    return Diagnosis("none", 200, request_id=message._request_id)  # noqa: SLF001 (public, its docstring says)


def action_for(error: anthropic.APIError) -> Action:
    """Let the class of the error decide, after what the server says itself."""
    told = error.response.headers.get("x-should-retry") if isinstance(error, anthropic.APIStatusError) else None
    action: Action = "fix_request"
    match error:
        case anthropic.PaymentRequiredError():
            action = "raise_limit"
        case anthropic.RateLimitError(error_code="enforced_spend_limit_reached" | "contract_spend_limit_reached"):
            action = "raise_limit"
        case anthropic.RateLimitError() if told != "false":
            action = "wait"
        case anthropic.APIConnectionError():
            action = "retry"
        case anthropic.APIStatusError() if told == "true":
            action = "retry"
        case anthropic.RequestTimeoutError() | anthropic.ConflictError() | anthropic.InternalServerError() if (
            told != "false"
        ):
            action = "retry"
        case anthropic.AuthenticationError():
            action = "fix_credentials"
        case anthropic.PermissionDeniedError():
            action = "ask_access"
        case anthropic.ContentTooLargeError():
            action = "shrink"
    return action
