"""The headers of replies: the sets and the order of the newest recordings (August 2026), names in lower case.

Two things that real replies carry are left out. `content-encoding: gzip`, because clients are handed plain bytes;
and the tracking cookie of the edge, because it says nothing about the API.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Final, TypeAlias

from grader.wire.ids import Mint

Headers: TypeAlias = tuple[tuple[str, str], ...]

JSON: Final = "application/json"
SSE: Final = "text/event-stream; charset=utf-8"
JSONL: Final = "application/x-jsonl"

CHUNKED: Final = ("transfer-encoding", "chunked")
LIMITS: Final = {"requests": 4_000, "input-tokens": 2_000_000, "output-tokens": 400_000}
"""The rate limits a minute of the simulated organization."""


def head(mint: Mint, wall: float, content: Headers, more: Headers, ids: Headers) -> Headers:
    """Return the headers of a reply that the API gave: all that is the same in every kind, and in the real order.

    `content` is the type and the framing of the body; `more` stands before the request id: `cache-control`, the rate
    limits, `retry-after`; `ids` name the request, see `ids`.
    """
    return (
        ("date", formatdate(wall, usegmt=True)),
        *content,
        ("connection", "keep-alive"),
        *more,
        ids[0],
        ("strict-transport-security", "max-age=31536000; includeSubDomains; preload"),
        *ids[1:],
        ("traceresponse", f"00-{mint.hexadecimal(32)}-{mint.hexadecimal(16)}-01"),
        ("server", "cloudflare"),
        ("server-timing", f"x-originResponse;dur={mint.random.randrange(80, 2_000)}"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("vary", "Accept-Encoding"),
        ("cf-cache-status", "DYNAMIC"),
        ("x-robots-tag", "none"),
        ("cf-ray", ray(mint)),
    )


def edge(mint: Mint, wall: float, *, length: int) -> Headers:
    """Return the headers of a reply that the edge gave before the API saw the request: no ids of the API."""
    return (
        ("date", formatdate(wall, usegmt=True)),
        ("content-type", JSON),
        ("content-length", str(length)),
        ("connection", "close"),
        ("server", "cloudflare"),
        ("cf-ray", ray(mint)),
    )


def ray(mint: Mint) -> str:
    """Make the edge's own id of a request."""
    return f"{mint.hexadecimal(16)}-EWR"


def ids(mint: Mint, request_id: str, *, known: bool = True) -> Headers:
    """Return the headers that name a request and, where its key is known, its organization and workspace."""
    named = (("request-id", request_id),)
    if not known:
        return named
    return (*named, ("anthropic-organization-id", mint.organization), ("anthropic-workspace-id", mint.workspace))


def rate_limits(wall: float, spent: Mapping[str, int]) -> Headers:
    """Return the rate limits once this much of them is spent: `requests`, `input-tokens`, `output-tokens`.

    What remains of tokens is rounded to thousands, the limit of all tokens is the sum of the two others, and `reset`
    is the second in which the bucket, refilled evenly over a minute, is full again.
    """
    limits = {**LIMITS, "tokens": LIMITS["input-tokens"] + LIMITS["output-tokens"]}
    gone = {**spent, "tokens": spent.get("input-tokens", 0) + spent.get("output-tokens", 0)}
    return tuple(
        (f"anthropic-ratelimit-{name}-{field}", value)
        for name in ("requests", "tokens", "input-tokens", "output-tokens")
        for field, value in _bucket(name, limits[name], min(gone.get(name, 0), limits[name]), wall)
    )


def _bucket(name: str, limit: int, gone: int, wall: float) -> Headers:
    remaining = limit - gone if name == "requests" else round(limit - gone, -3)
    full = datetime.fromtimestamp(wall + 60 * gone / limit, UTC)
    return ("limit", str(limit)), ("remaining", str(remaining)), ("reset", f"{full:%Y-%m-%dT%H:%M:%SZ}")


def replaced(headers: Headers, others: Headers) -> Headers:
    """Return the headers with these others in the place of those of the same name, else at the end."""
    given = {name.lower(): value for name, value in others}
    kept = tuple((name, given.pop(name, value)) for name, value in headers)
    return (*kept, *given.items())
