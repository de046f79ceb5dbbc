"""One good recording gives a whole matrix of faults, seen through the real SDK."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import anthropic
import httpx2
import pytest

from grader.trace import Request
from grader.wire.cassette import Cassette, open_cassette
from grader.wire.delivery import Delivery, Fault, Instant, Origin
from grader.wire.notation import read_script
from grader.wire.record import record
from grader.wire.script import Scripted
from grader.wire.sse import Reader
from tests.support.recordings import RECIPES


class Body(httpx2.SyncByteStream):
    """A body as it is delivered; what never comes is a read timeout."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._delivery.pieces:
            if math.isinf(piece.after):
                msg = "silence"
                raise httpx2.ReadTimeout(msg)
            yield piece.data
        if self._delivery.fault:
            raise _error(self._delivery.fault)


class Wire(httpx2.BaseTransport):
    """A transport on whose other side an origin stands."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self.delivered: list[Delivery] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer as the origin does."""
        host = f"{request.url.scheme}://{request.url.host}"
        query = request.url.query.decode()
        headers = tuple(request.headers.items())
        sent = Request(request.method, request.url.path, headers, request.read(), host, query)
        found = self._origin.answer(sent, Instant(0, 1_795_000_000.0))
        if isinstance(found, Fault):
            raise _error(found)
        self.delivered.append(found)
        return httpx2.Response(found.reply.status, headers=list(found.reply.headers), stream=Body(found))


def _error(fault: Fault) -> Exception:
    found: type[Exception] = getattr(httpx2, fault.name)
    return found(fault.message)


def client(origin: Origin) -> tuple[anthropic.Anthropic, Wire]:
    """Return a real client of an origin, and the wire between them."""
    wire = Wire(origin)
    http = httpx2.Client(transport=wire)
    return anthropic.Anthropic(api_key="any", max_retries=0, http_client=http), wire


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all recipes recorded."""
    path = tmp_path_factory.mktemp("cassettes")
    for recipe in RECIPES.values():
        record(recipe, path, day=dt.date(2026, 11, 22))
    return path


@pytest.fixture
def poem(folder: Path) -> Cassette:
    """Return the cassette of a stream."""
    return open_cassette(folder / "01_streaming" / "poem.yaml", 3)


def said(origin: Origin) -> tuple[str, str | None]:
    """Stream the poem, and return the text that came, and the name of the error that ended it."""
    sdk, _ = client(origin)
    params = dict(RECIPES["01_streaming/poem"].calls[0].params)
    text = ""
    try:
        for event in sdk.messages.create(**params, stream=True):
            if event.type == "content_block_delta" and event.delta.type == "text_delta":
                text += event.delta.text
    except (anthropic.APIError, httpx2.HTTPError) as error:
        return text, type(error).__name__
    return text, None


def over(cassette: Cassette, script: str) -> Scripted:
    """Return a script over a cassette."""
    return Scripted(cassette, read_script(script), polls=None)


@pytest.mark.parametrize("chunk", [1, 7, 64])
def test_any_pieces_say_the_same(poem: Cassette, chunk: int) -> None:
    """However the bytes of a recording are cut into pieces, the SDK reads the same text."""
    assert said(over(poem, f"ok chunk={chunk}")) == (poem.text, None)


@pytest.mark.parametrize("chunk", ["", " chunk=1", " chunk=7", " chunk=64"])
@pytest.mark.parametrize("place", range(24))
@pytest.mark.parametrize("word", ["cut", "error"])
def test_breaks_at_every_event(folder: Path, word: str, place: int, chunk: str) -> None:
    """Cut after any event, the SDK hands on the text of whole events; an error event is raised after them."""
    cassette = open_cassette(folder / "01_streaming" / "poem.yaml", 3)
    events = Reader().feed(cassette.recordings[0].reply.body)
    expected = "".join(event.text for event in events[: min(place, len(events) - 1)])
    error = "APIStatusError" if word == "error" else None
    assert said(over(cassette, f"{word}@{place}e{chunk}")) == (expected, error)


@pytest.mark.parametrize("place", range(0, 3000, 173))
@pytest.mark.parametrize(
    ("word", "errors"),
    [("reset", {"ReadError"}), ("short", {"RemoteProtocolError"}), ("stall", {"ReadTimeout"})],
)
def test_breaks_at_any_byte(folder: Path, word: str, errors: set[str], place: int) -> None:
    """Wherever the connection breaks, the text is that of whole events, and the error comes through."""
    cassette = open_cassette(folder / "01_streaming" / "poem.yaml", 3)
    body = cassette.recordings[0].reply.body
    text, error = said(over(cassette, f"{word}@{place}"))
    assert text == "".join(event.text for event in Reader().feed(body[:place]))
    assert error in errors | {"APIConnectionError", "APITimeoutError"}


def test_no_head(poem: Cassette) -> None:
    """Without a connection the SDK raises a connection error, and the recording is not used up."""
    scripted = over(poem, "refused; connect-timeout; 529; ok")
    assert [said(scripted)[1] for _ in range(4)] == ["APIConnectionError", "APITimeoutError", "OverloadedError", None]
    assert poem.all_played


@pytest.mark.parametrize(
    "name", [name for name, recipe in RECIPES.items() if {call.kind for call in recipe.calls} <= {"create", "stream"}]
)
def test_what_was_recorded_replays(folder: Path, name: str) -> None:
    """The calls of a recipe get from the cassette, by the real SDK, what was recorded."""
    cassette = open_cassette(folder / f"{name}.yaml", 3)
    sdk, wire = client(cassette)
    for call in RECIPES[name].calls:
        for _ in range(call.times):
            with suppress(anthropic.APIStatusError):
                found = sdk.messages.create(**dict(call.params), stream=call.kind == "stream")
                if not isinstance(found, anthropic.types.Message):
                    list(found)
    assert cassette.all_played
    assert [d.reply.status for d in wire.delivered] == [r.reply.status for r in cassette.recordings]


def test_a_batch_replays(folder: Path) -> None:
    """A batch replays from its creation to its results: each poll gets the next recorded state."""
    cassette = open_cassette(folder / "04_batches" / "two_requests.yaml", 3)
    sdk, _ = client(cassette)
    batch = sdk.messages.batches.create(**dict(RECIPES["04_batches/two_requests"].calls[0].params))
    states = [sdk.messages.batches.retrieve(batch.id).processing_status for _ in range(3)]
    assert states == ["in_progress", "in_progress", "ended"]


def test_a_miss_gets_through_the_sdk(poem: Cassette) -> None:
    """A request that was not recorded ends the call, whatever the client catches and retries."""
    sdk, _ = client(poem)
    with pytest.raises(
        BaseException, match="differs from the recorded request: it has no `stream`, and the recorded one has true"
    ):
        sdk.messages.create(**dict(RECIPES["01_streaming/poem"].calls[0].params))
