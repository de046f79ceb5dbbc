"""The real SDK in front of an origin of this project: no network, and a clock that only the test moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import anthropic
import httpx2

from grader.trace import NANO, Reply, Request
from grader.wire.delivery import Delivery, Instant, Origin

EPOCH: Final = 1_790_000_000.25
"""The time of day at which the clock of a test begins."""

PARAMS: Final[dict[str, Any]] = {
    "model": "claude-sonnet-5-5",
    "max_tokens": 64,
    "messages": [{"role": "user", "content": "Name three trees."}],
}


def instant(seconds: float = 0.0) -> Instant:
    """Return the instant so many seconds after the start."""
    return Instant(round(seconds * NANO), EPOCH + seconds)


def request(method: str = "POST", path: str = "/v1/messages", body: bytes = b"", **headers: str) -> Request:
    """Return a request with what every request needs; a header given as `_` is left out."""
    given = {"authorization": "Bearer k", "anthropic-version": "2026-10-21"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    path, _, query = path.partition("?")
    return Request(method, path, tuple((k, v) for k, v in given.items() if v != "_"), body, query=query)


@dataclass
class Wire:
    """A transport to an origin, and what went over it."""

    origin: Origin
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.replies: list[Reply] = []

    def __call__(self, sent: httpx2.Request) -> httpx2.Response:
        """Answer as the origin does."""
        host = f"{sent.url.scheme}://{sent.url.host}"
        seen = Request(
            sent.method, sent.url.path, tuple(sent.headers.items()), sent.read(), host, sent.url.query.decode()
        )
        delivery = self.origin.answer(seen, instant(self.seconds))
        assert isinstance(delivery, Delivery)
        self.replies.append(delivery.reply)
        return httpx2.Response(delivery.reply.status, headers=list(delivery.reply.headers), content=delivery.reply.body)

    def client(self) -> anthropic.Anthropic:
        """Return a client that does not retry."""
        return anthropic.Anthropic(
            api_key="k", max_retries=0, http_client=httpx2.Client(transport=httpx2.MockTransport(self))
        )

    def async_client(self) -> anthropic.AsyncAnthropic:
        """Return an asynchronous client that does not retry."""
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(self))
        return anthropic.AsyncAnthropic(api_key="k", max_retries=0, http_client=http)
