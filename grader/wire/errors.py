"""Error replies, and the `error` event in mid-stream, in the form of real ones.

Held against recordings: 400, 401, 404. Modelled on bodies quoted in public bug reports: 413, 429, 500, 529, and the
error event. Made up after the official list (https://platform.claude.com/docs/en/api/errors): the words of all others,
and where `details` stands in a body. `details` has more than `error_code` for some codes, none of which is a limit.

`x-should-retry: false` stands on 400, 401 and 404, as recorded; no other status is known to carry it. A 429 carries
`retry-after` only where it is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from grader.trace import Reply
from grader.wire import headers as heads
from grader.wire import sse
from grader.wire.delivery import Instant
from grader.wire.ids import Mint

TYPES: Final[Mapping[int, str]] = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}

MESSAGES: Final[Mapping[str, str]] = {
    "invalid_request_error": "The request was not valid.",
    "authentication_error": "invalid x-api-key",
    "billing_error": "There is a problem with your billing. Please check your payment details.",
    "permission_error": "Your API key does not have permission to use the specified resource.",
    "not_found_error": "Not found",
    "conflict_error": "The request conflicts with the current state of the resource.",
    "request_too_large": "Request exceeds the maximum size",
    "rate_limit_error": "This request would exceed your account's rate limit. Please try again later.",
    "api_error": "Internal server error",
    "timeout_error": "Request timed out",
    "overloaded_error": "Overloaded",
}

NOT_AGAIN: Final = frozenset({400, 401, 404})
SPEND_LIMITS: Final = frozenset({"enforced_spend_limit_reached", "contract_spend_limit_reached"})


def error_type(status: int) -> str:
    """Return the type of error of a status: any other 4xx is an invalid request, any other 5xx an API error."""
    return TYPES.get(status, "invalid_request_error" if status < 500 else "api_error")


def error_reply(
    status: int,
    *,
    mint: Mint,
    now: Instant,
    type: str | None = None,  # noqa: A002 (the API's own word)
    code: str | None = None,
    message: str | None = None,
    headers: heads.Headers = (),
) -> Reply:
    """Return an error as the API answers it.

    What is not given is what real errors of this status have. `code` is the `error_code` of the details; `headers`
    take the place of those of the same name.
    """
    kind = type or error_type(status)
    if status == 413 and code is None:
        return _too_large(kind, message, mint, now, headers)
    request_id = mint.request(now.wall)
    body = sse.encoded(envelope(kind, message, code=code, request_id=request_id))
    framing = heads.CHUNKED if status == 404 else ("content-length", str(len(body)))
    content = (("content-type", heads.JSON), framing)
    more = (*_advice(status), *_limits(status, code, now.wall))
    made = heads.head(mint, now.wall, content, more, heads.ids(mint, request_id, known=status != 401))
    return Reply(status, heads.replaced(made, headers), body)


def envelope(kind: str, message: str | None = None, *, code: str | None = None, request_id: str) -> dict[str, Any]:
    """Return the body of an error."""
    details = {"details": {"error_code": code}} if code else {}
    error = {**details, "type": kind, "message": _words(kind, message)}
    return {"type": "error", "error": error, "request_id": request_id}


def error_event(*, mint: Mint, type: str = "overloaded_error", message: str | None = None) -> bytes:  # noqa: A002
    """Return the event with which a stream breaks off."""
    error = {"details": None, "type": type, "message": _words(type, message)}
    return sse.event("error", sse.compact({"type": "error", "error": error}), mint.padding())


def _too_large(kind: str, message: str | None, mint: Mint, now: Instant, headers: heads.Headers) -> Reply:
    # the edge refuses what is too large, so neither a top-level type nor a request id is there
    body = sse.encoded({"error": {"type": kind, "message": _words(kind, message)}})
    return Reply(413, heads.replaced(heads.edge(mint, now.wall, length=len(body)), headers), body)


def _words(kind: str, message: str | None) -> str:
    return MESSAGES.get(kind, kind) if message is None else message


def _advice(status: int) -> heads.Headers:
    return (("x-should-retry", "false"),) if status in NOT_AGAIN else ()


def _limits(status: int, code: str | None, wall: float) -> heads.Headers:
    if status != 429 or code in SPEND_LIMITS:
        return ()
    return heads.rate_limits(wall, {"requests": 1, "input-tokens": heads.LIMITS["input-tokens"]})
