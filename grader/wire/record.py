"""Records cassettes: the real SDK, real HTTP, real vcrpy; the other end is the simulator, or the live API.

A cassette says in its metadata which of the two it was. The same recipe, day and versions give the same bytes from
the simulator. The key for the live API is never written, see `keeping`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import anthropic

from grader.trace import NANO, Request
from grader.wire.cassette import FORMAT_VERSION
from grader.wire.delivery import Delivery, Fault, Instant, Origin
from grader.wire.keeping import API, Keeper, Serializer, kept_request, kept_response
from grader.wire.recipes import Call, Recipe
from grader.wire.script import Scripted
from grader.wire.serve import Server
from grader.wire.simulator import Simulator

SIMULATOR: Final = 1
"""Raised when the simulator's replies take another form, so that a cassette says which form it has."""
ANY_KEY: Final = "any-key"
POLL_SECONDS: Final = 10.0
TIMEOUT: Final = 60.0
"""Seconds until a reply that does not come ends the recording."""


class RecordError(Exception):
    """A recipe can't be recorded. The message says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where recordings come from: `simulator` or `live`, its URL, the key, and how the time between polls is passed."""

    origin: str
    url: str
    key: str
    pause: Callable[[float], None]


def record(recipe: Recipe, folder: Path, *, day: dt.date) -> Path:
    """Record a recipe from the simulator, as if on this day, and return the file."""
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC).timestamp()
    seed = zlib.crc32(recipe.name.encode())
    with _served(lambda url: _Dated(Scripted(Simulator(seed, url, recipe.outcomes), recipe.script), noon)) as url:
        return _record(recipe, folder, Source("simulator", url, ANY_KEY, lambda _: None), day)


def record_live(recipe: Recipe, folder: Path, *, key: str, day: dt.date, url: str = API) -> Path:
    """Record a recipe from the live API, and return the file.

    Raises RecordError without a key or for a recipe that orders faults, and LeakError if the key got into a recording.
    """
    if not key:
        msg = "Recording live needs an API key in ANTHROPIC_API_KEY."
        raise RecordError(msg)
    if not recipe.can_be_live:
        msg = f"{recipe.name} orders faults (`{recipe.script}`), which the live API does not take orders for."
        raise RecordError(msg)
    return _record(recipe, folder, Source("live", url, key, time.sleep), day)


def _record(recipe: Recipe, folder: Path, source: Source, day: dt.date) -> Path:
    import vcr  # type: ignore[import-untyped]  # noqa: PLC0415 (vcrpy costs start-up)

    path = folder / f"{recipe.name}.yaml"
    recorder = vcr.VCR(
        decode_compressed_response=True,
        record_on_exception=False,
        before_record_request=partial(kept_request, url=source.url),
        before_record_response=partial(kept_response, url=source.url),
    )
    recorder.register_serializer("yaml", Serializer)
    keeper = Keeper(source.key)
    recorder.register_persister(keeper)
    with recorder.use_cassette(str(path)) as cassette:
        for name, value in _metadata(recipe, source, day).items():
            cassette.get_metadata(name, value)
        with anthropic.Anthropic(api_key=source.key, base_url=source.url, max_retries=0, timeout=TIMEOUT) as client:
            caller = _Caller(client, source.pause)
            for call in recipe.calls:
                caller.call(call)
        if not len(cassette):
            msg = f"{recipe.name} makes no call, so there is nothing to record."
            raise RecordError(msg)
    keeper.write(path)
    return path


def _metadata(recipe: Recipe, source: Source, day: dt.date) -> dict[str, Any]:
    simulator = (
        {"simulator": SIMULATOR, "script": str(recipe.script), **_ordered(recipe)}
        if source.origin == "simulator"
        else {}
    )
    return {
        "format_version": FORMAT_VERSION,
        "shows": recipe.shows,
        "origin": source.origin,
        "recorded": day.isoformat(),
        "sdk": f"anthropic {anthropic.__version__}",
        **simulator,
    }


def _ordered(recipe: Recipe) -> dict[str, Any]:
    return {"outcomes": dict(recipe.outcomes)} if recipe.outcomes else {}


class _Caller:
    """Makes the calls of a recipe. A reply that is an error is a recording like any other."""

    def __init__(self, client: anthropic.Anthropic, pause: Callable[[float], None]) -> None:
        self._messages = client.messages
        self._batches = client.messages.batches
        self._pause = pause
        self._last = ""

    def call(self, call: Call) -> None:
        """Make a call as often as it says."""
        for _ in range(call.times):
            with suppress(anthropic.APIStatusError):
                self._once(call)

    def _once(self, call: Call) -> None:
        match call.kind:
            case "create":
                self._messages.create(**call.params)
            case "stream":
                for _ in self._messages.create(**call.params, stream=True):
                    pass
            case "batch":
                self._last = self._batches.create(**call.params).id
            case "poll":
                while self._batches.retrieve(self._last).processing_status != "ended":
                    self._pause(POLL_SECONDS)
            case "cancel":
                self._batches.cancel(self._last)
            case "results":
                for _ in self._batches.results(self._last):
                    pass


# ---------------------------------------------------------------- the simulator as the other end


class _Dated:
    """An origin that lives on the day of recording, a second a request, so that it replies the same each time."""

    def __init__(self, origin: Origin, noon: float) -> None:
        self._origin = origin
        self._noon = noon
        self._requests = 0

    def answer(self, request: Request, now: Instant) -> Delivery | Fault:  # noqa: ARG002 (that is the point)
        """Answer as of the day of recording."""
        self._requests += 1
        return self._origin.answer(request, Instant(self._requests * NANO, self._noon + self._requests))


@contextmanager
def _served(make: Callable[[str], Origin]) -> Iterator[str]:
    """Serve an origin in a thread, and give its URL."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = Server(make)
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
        yield server.url
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
