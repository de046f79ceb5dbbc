"""What the simulator answers to a tour through all that it can do, on one day and by one seed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from grader.fidelity.samples import Sample
from grader.trace import NANO, Request
from grader.wire.delivery import Delivery, Instant
from grader.wire.notation import read_script
from grader.wire.script import Scripted
from grader.wire.simulator import Simulator
from grader.wire.validate import BATCHES, MESSAGES

NOON: Final = 1_795_348_800.25
"""22 November 2026, 12:00 UTC, and a quarter of a second."""
VERSION: Final = "2026-10-21"
MODELS: Final = ("claude-sonnet-5-5", "claude-haiku-4-5")
SAYINGS: Final = (
    "ok",
    'ok "Hello" " you"',
    'ok "ä\\u2603\\n" ping "b"',
    'ok thinking:"hm" thinking:"so" "a"',
    'ok "a" tool:"f" json:"{\\"a\\":" json:"1}" tool:"g"',
    'ok tool:"f" json:"{}"',
    'ok stop=pause_turn "a" server:"web_search" json:"{\\"query\\":\\"b\\"}"',
    'ok stop=max_tokens "a" usage.output_tokens=1',
    'ok stop=stop_sequence "a"',
    "ok stop=refusal",
    'ok stop=model_context_window_exceeded "a"',
    'ok "a" usage.input_tokens=12000 usage.cache_read_input_tokens=90000 usage.cache_creation_input_tokens=4000',
)
ERRORS: Final = (
    "529 code=compaction_unavailable",
    "400",
    "401",
    "402",
    "403",
    '404 message="model: nobody"',
    "409",
    "413",
    "429",
    "500",
    "504",
    "529",
)
LONG: Final = " ".join(f'"{n}"' for n in range(100))
"""A text in so many pieces that its stream shows each padding."""


class Asking:
    """A client of one origin, which keeps what it was answered; each request comes a second after the last."""

    def __init__(self, script: str = "ok", *, batch_seconds: float = 30.0) -> None:
        origin = Simulator(1, batch_seconds=batch_seconds)
        self._origin = Scripted(origin, read_script(script), polls=None)
        self._script = script
        self._seconds = 0
        self.samples: list[Sample] = []

    def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, wait: int = 1, **headers: str
    ) -> Any:
        """Ask for something, keep the answer, and return its JSON."""
        self._seconds += wait
        given = {"authorization": "Bearer any", "anthropic-version": VERSION, **headers}
        data = b"" if body is None else json.dumps(body).encode()
        now = Instant(self._seconds * NANO, NOON + self._seconds)
        answer = self._origin.answer(Request(method, path, tuple(given.items()), data), now)
        assert isinstance(answer, Delivery)
        reply = answer.reply
        where = f"{self._script} | {method} {path} #{len(self.samples) + 1}"
        self.samples.append(Sample(where, method, path, body or {}, reply.status, dict(reply.headers), reply.body))
        return reply.json

    def message(self, *, model: str = MODELS[0], **more: Any) -> None:
        """Ask for a message."""
        asked = {"model": model, "max_tokens": 64, "messages": [{"role": "user", "content": "Hello"}], **more}
        self.ask("POST", MESSAGES, asked)


def simulated() -> list[Sample]:
    """Return the simulator's replies to the tour: always the same ones."""
    return [sample for asking in _tour() for sample in asking.samples]


def _tour() -> Iterator[Asking]:
    for saying in (*SAYINGS, f"ok {LONG}"):
        asking = Asking(f"{saying}; ...")
        for model in MODELS:
            asking.message(model=model)
            asking.message(model=model, stream=True)
        yield asking
    for error in ERRORS:
        asking = Asking(f"{error}; ...")
        asking.message()
        asking.message(stream=True)
        yield asking
    for type_ in ("overloaded_error", "api_error"):
        asking = Asking(f"error type={type_}")
        asking.message(stream=True)
        yield asking
    yield _refused()
    yield from (_batches(), _cancelled(), _expired())


def _refused() -> Asking:
    """Make the mistakes that the API itself finds."""
    asking = Asking()
    asking.message(model="nobody")
    asking.message(model="nobody", stream=True)
    asking.message(max_tokens=-1)
    asking.ask("POST", MESSAGES, {}, authorization="")
    asking.ask("GET", f"{BATCHES}/msgbatch_0")
    return asking


def _batches() -> Asking:
    """Create a batch, see it in progress and ended, read its results, and delete it."""
    asking = Asking()
    path = f"{BATCHES}/{_created(asking, broken=True)}"
    asking.ask("GET", path)
    asking.ask("GET", f"{path}/results")
    asking.ask("GET", BATCHES)
    asking.ask("GET", path, wait=60)
    asking.ask("GET", f"{path}/results")
    asking.ask("DELETE", path)
    return asking


def _cancelled() -> Asking:
    """Cancel a batch, and see it canceling and ended."""
    asking = Asking(batch_seconds=3_000.0)
    path = f"{BATCHES}/{_created(asking)}"
    asking.ask("POST", f"{path}/cancel")
    asking.ask("GET", path)
    asking.ask("GET", path, wait=60)
    asking.ask("GET", f"{path}/results")
    return asking


def _expired() -> Asking:
    """See a batch that is not done after a day."""
    asking = Asking(batch_seconds=1e9)
    path = f"{BATCHES}/{_created(asking)}"
    asking.ask("GET", path, wait=24 * 60 * 60)
    asking.ask("GET", f"{path}/results")
    return asking


def _created(asking: Asking, *, broken: bool = False) -> str:
    """Create a batch of three requests, one of which may be invalid, and return its id."""
    params = {"model": MODELS[0], "max_tokens": 8, "messages": [{"role": "user", "content": "Hello"}]}
    all_params = {"a": params, "b": params, "c": {**params, "max_tokens": 0} if broken else params}
    requests = [{"custom_id": custom_id, "params": given} for custom_id, given in all_params.items()]
    return str(asking.ask("POST", BATCHES, {"requests": requests})["id"])
