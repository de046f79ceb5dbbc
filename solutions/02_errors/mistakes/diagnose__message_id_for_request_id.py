# /// mistake
# fails = ["DIAG-09"]
# hint = "`message.id` names the message. The request id, which the support asks for, is `message._request_id`."
# ///
"""Say what to do about the outcome of one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from anthropic import Anthropic, APIConnectionError, APIStatusError
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

Action = Literal["none", "retry", "wait", "raise_limit", "fix_credentials", "ask_access", "fix_request", "shrink"]

SPEND_LIMITS = frozenset({"enforced_spend_limit_reached", "contract_spend_limit_reached"})


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
    try:
        message = client.with_options(max_retries=0).messages.create(**params)
    except APIConnectionError:  # APITimeoutError is one of them
        return Diagnosis("retry", None, None, None, None)
    except APIStatusError as error:
        # The request id comes from the header: some error bodies have none.
        return Diagnosis(_action(error), error.status_code, error.type, error.request_id, _retry_after(error))
    return Diagnosis("none", 200, None, message.id, None)


def _action(error: APIStatusError) -> Action:
    """Return the action of the first row that fits."""
    status, told = error.status_code, error.response.headers.get("x-should-retry")
    if status == 402 or (status == 429 and error.error_code in SPEND_LIMITS):
        return "raise_limit"
    if status == 429 and told != "false":
        return "wait"
    if told == "true" or (told != "false" and (status in {408, 409} or status >= 500)):
        return "retry"
    permanent: dict[int, Action] = {401: "fix_credentials", 403: "ask_access", 413: "shrink"}
    return permanent.get(status, "fix_request")


def _retry_after(error: APIStatusError) -> float | None:
    """Return the seconds that `retry-after` names, None if it is missing or no number."""
    try:
        return float(error.response.headers["retry-after"])
    except (KeyError, ValueError):
        return None
