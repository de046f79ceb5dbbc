"""Say what to do about the outcome of one call: by a table of rules, the first that fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import httpx2
from anthropic import Anthropic, APIConnectionError, APIStatusError
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

Action = Literal["none", "retry", "wait", "raise_limit", "fix_credentials", "ask_access", "fix_request", "shrink"]


@dataclass(frozen=True)
class Diagnosis:
    """What came back from one call, and what to do about it."""

    action: Action
    status: int | None
    error_type: str | None
    request_id: str | None
    retry_after: float | None


@dataclass(frozen=True)
class Facts:
    """What the rules look at."""

    status: int
    code: str  # error_code, "" if it is not there
    told: str  # x-should-retry, "" if it is not there


RULES: list[tuple[Callable[[Facts], bool], Action]] = [
    (lambda it: it.status == 200, "none"),
    (lambda it: it.status == 402, "raise_limit"),
    (lambda it: it.status == 429 and it.code.endswith("spend_limit_reached"), "raise_limit"),
    (lambda it: it.status == 429 and it.told != "false", "wait"),
    (lambda it: it.told == "true", "retry"),
    (lambda it: it.told != "false" and (it.status in {408, 409} or it.status // 100 == 5), "retry"),
    (lambda it: it.status == 401, "fix_credentials"),
    (lambda it: it.status == 403, "ask_access"),
    (lambda it: it.status == 413, "shrink"),
]


def diagnose(client: Anthropic, params: MessageCreateParamsNonStreaming) -> Diagnosis:
    """Call once without retries, and name what to do about the outcome."""
    once = client.with_options(max_retries=0)
    try:
        raw = once.messages.with_raw_response.create(**params)
    except APIConnectionError:
        return Diagnosis("retry", None, None, None, None)
    except APIStatusError as error:
        found = look_up(error.response, error.error_code)
        return replace(found, error_type=error.type, retry_after=seconds(error.response.headers.get("retry-after")))
    return look_up(raw.http_response, None)


def look_up(response: httpx2.Response, code: str | None) -> Diagnosis:
    """Return what status and headers tell."""
    facts = Facts(response.status_code, code or "", response.headers.get("x-should-retry", ""))
    action: Action = next((action for rule, action in RULES if rule(facts)), "fix_request")
    return Diagnosis(action, facts.status, None, response.headers.get("request-id"), None)


def seconds(text: str | None) -> float | None:
    """Read a number of seconds, None if it is none."""
    return float(text) if text and text.replace(".", "", 1).isdigit() else None
