"""Errors have the form of real ones, and the SDK makes its own exceptions of them."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import anthropic
import pytest

from grader.trace import Reply, Request
from grader.wire.delivery import Delivery, Instant
from grader.wire.errors import error_event, error_reply, error_type
from grader.wire.ids import Mint
from grader.wire.sse import Reader
from tests.support.sdk import PARAMS, Wire, instant


def error(status: int, **given: Any) -> Reply:
    """Return an error of a fresh mint."""
    return error_reply(status, mint=Mint(Random(0)), now=instant(), **given)


class Failing:
    """An origin that answers one reply."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply

    def answer(self, request: Request, now: Instant) -> Delivery:
        """Answer it."""
        return Delivery.whole(self.reply)


def raised(reply: Reply) -> anthropic.APIStatusError:
    """Return what the SDK raises for a reply."""
    with pytest.raises(anthropic.APIStatusError) as caught:
        Wire(Failing(reply)).client().messages.create(**PARAMS)
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind", "exception"),
    [
        (400, "invalid_request_error", anthropic.BadRequestError),
        (401, "authentication_error", anthropic.AuthenticationError),
        (402, "billing_error", anthropic.APIStatusError),
        (403, "permission_error", anthropic.PermissionDeniedError),
        (404, "not_found_error", anthropic.NotFoundError),
        (409, "conflict_error", anthropic.ConflictError),
        (413, "request_too_large", anthropic.APIStatusError),
        (418, "invalid_request_error", anthropic.APIStatusError),
        (422, "invalid_request_error", anthropic.UnprocessableEntityError),
        (429, "rate_limit_error", anthropic.RateLimitError),
        (500, "api_error", anthropic.InternalServerError),
        (504, "timeout_error", anthropic.InternalServerError),
        (529, "overloaded_error", anthropic.InternalServerError),
        (599, "api_error", anthropic.InternalServerError),
    ],
)
def test_every_status_has_its_type(status: int, kind: str, exception: type[Exception]) -> None:
    """Each status carries the documented type, and any other 4xx or 5xx the general one."""
    reply = error(status)
    assert (status, kind) == (reply.status, reply.error_type)
    assert error_type(status) == kind
    caught = raised(reply)
    assert isinstance(caught, exception)
    assert (caught.status_code, caught.type, caught.request_id) == (status, kind, reply.header("request-id"))


def test_body_is_the_recorded_one() -> None:
    """The body of a 401 is, byte for byte but for the id, the one in recordings: 130 bytes."""
    reply = error(401)
    request_id = reply.header("request-id")
    assert (
        reply.body
        == (
            '{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},'
            f'"request_id":"{request_id}"}}'
        ).encode()
    )
    assert reply.header("content-length") == "130"


@pytest.mark.parametrize(
    ("status", "words"), [(500, "Internal server error"), (529, "Overloaded"), (418, "The request was not valid.")]
)
def test_words_of_public_reports(status: int, words: str) -> None:
    """Errors of the API itself say what public reports quote."""
    assert error(status).error["message"] == words


def test_a_401_knows_no_organization() -> None:
    """Without a valid key there is no organization to name."""
    assert error(401).header("anthropic-organization-id") is None
    assert error(400).header("anthropic-organization-id") is not None


def test_the_edge_refuses_what_is_too_large() -> None:
    """A 413 has no top-level type and no request id: the API never saw the request."""
    reply = error(413)
    assert reply.json == {"error": {"type": "request_too_large", "message": "Request exceeds the maximum size"}}
    assert reply.header("request-id") is None
    assert reply.header("cf-ray") is not None
    coded = error(413, code="request_body_too_large_after_decoding")
    assert coded.json["type"] == "error"
    assert coded.error_code == "request_body_too_large_after_decoding"


@pytest.mark.parametrize("status", [*range(400, 450), *range(500, 530)])
def test_only_three_statuses_say_not_to_retry(status: int) -> None:
    """`x-should-retry: false` is there where recordings have it, and nowhere else; `retry-after` nowhere by itself."""
    reply = error(status)
    assert reply.header("x-should-retry") == ("false" if status in {400, 401, 404} else None)
    assert reply.header("retry-after") is None


def test_headers_are_replaced_or_added() -> None:
    """Explicit headers take the place of those of the same name."""
    reply = error(400, headers=(("X-Should-Retry", "true"), ("retry-after", "7")))
    assert [(k, v) for k, v in reply.headers if "retry" in k] == [("x-should-retry", "true"), ("retry-after", "7")]


@pytest.mark.parametrize(
    ("code", "exception"),
    [
        ("enforced_spend_limit_reached", "EnforcedSpendLimitReachedError"),
        ("contract_spend_limit_reached", "ContractSpendLimitReachedError"),
    ],
)
def test_a_spend_limit_is_told_by_its_code(code: str, exception: str) -> None:
    """The SDK makes its special exception of a spend limit, which shows no rate limits."""
    reply = error(429, code=code, message="No more this month.")
    caught = raised(reply)
    assert type(caught).__name__ == exception
    assert reply.error_code == code
    assert reply.header("anthropic-ratelimit-requests-limit") is None
    assert error(429).header("anthropic-ratelimit-input-tokens-remaining") == "0"


def test_type_and_message_can_be_given() -> None:
    """A script may name another type and other words, whatever they hold."""
    reply = error(400, type="odd_error", message="hm \ud800")
    assert reply.error == {"type": "odd_error", "message": "hm ?"}


def test_error_event() -> None:
    """A stream breaks off with `details` first, and with padding inside."""
    written = error_event(mint=Mint(Random(1)))
    assert written.startswith(b'event: error\ndata: {"type":"error","error":{"details":null,"type":"overloaded_error"')
    found = Reader().feed(written)[0]
    assert found.data == {
        "type": "error",
        "error": {"details": None, "type": "overloaded_error", "message": "Overloaded"},
    }
    assert json.loads(written.splitlines()[1].removeprefix(b"data: ")) == found.data
