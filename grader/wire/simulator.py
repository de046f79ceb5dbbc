"""The simulated API: Messages and Message Batches, by request and seed alone.

Every reply has the form of real ones (see `docs/wire.md`), and is drawn from the seed and the number of the request,
so that the same requests get the same replies. What a message says is random unless a script says it.

Not known of the real API, hence chosen here: results of a batch that has not ended, and an unknown batch, are 404; a
batch that has not ended is deleted with 400; cancelling one that has ended changes nothing and is 200; a page that
starts at an unknown batch is 400; `retry-after: 10` (recorded on polls in progress) is also there while it is
`canceling`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qs

from grader.trace import Reply, Request
from grader.wire import batches, body, headers, sse
from grader.wire.batches import Batch, Outcome, Status
from grader.wire.delivery import Delivery, Instant
from grader.wire.errors import error_reply
from grader.wire.ids import Mint
from grader.wire.phrases import phrase
from grader.wire.saying import Saying
from grader.wire.validate import BATCHES, MESSAGES, Rules, problem

POLL: Final = (("retry-after", "10"),)
SECONDS: Final = 120.0
"""What a batch takes by default: a batch of one request took 124 s when it was recorded."""
STRANGER: Final = MappingProxyType(
    {
        "model": "claude-haiku-4-5",
        "max_tokens": 256,
        "messages": [{"role": "user", "content": "Sum this up in one line."}],
    }
)


@dataclass
class Simulator:
    """An origin that answers as the API would, with a workspace of its own.

    `outcomes` says by custom_id how requests of batches end, and what those say that succeed; the others succeed, if
    their parameters are valid and the batch is not cancelled first. A batch takes `batch_seconds` of virtual time.
    `origin_url` is where clients reach it: `results_url` points there.
    """

    seed: int
    origin_url: str = "https://api.anthropic.com"
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    batch_seconds: float = SECONDS
    mint: Mint = field(init=False, repr=False)
    """The source of ids; a script makes its error replies with it."""
    _batches: dict[str, Batch] = field(init=False, default_factory=dict, repr=False)
    _requests: int = field(init=False, default=0, repr=False)

    def __post_init__(self) -> None:
        self.mint = Mint(Random(f"{self.seed}"))  # noqa: S311 (a simulation)

    def answer(self, request: Request, now: Instant) -> Delivery:
        """Answer a request at once and in one piece."""
        return Delivery.whole(self.reply(request, now))

    def reply(
        self, request: Request, now: Instant, saying: Saying | None = None, status: Status | None = None
    ) -> Reply:
        """Return the reply to a request that arrives now.

        A valid message says `saying`, or else a random phrase. `status` is what a batch that is retrieved shows,
        whatever the time: `ended` ends it, and `canceling` cancels it, if that has not happened yet.
        """
        self._requests += 1
        self.mint.random.seed(f"{self.seed}/{self._requests}")
        found = problem(request)
        if found is not None:
            return error_reply(found.status, mint=self.mint, now=now, message=found.message)
        if request.path == MESSAGES:
            return self._message(request.params, now, saying or phrase(self.mint.random))
        if request.path == BATCHES:
            return self._create(request, now) if request.method == "POST" else self._page(request, now)
        return self._batch(request, now, status)

    def plant(
        self,
        requests: int | Mapping[str, Mapping[str, Any]],
        created: Instant,
        *,
        batch_id: str | None = None,
        seconds: float | None = None,
        twice: Sequence[str] = (),
    ) -> str:
        """Put a batch into the workspace that no request created, and return its id.

        `requests` are parameters by custom_id, or how many requests of a stranger it holds. It takes `seconds`, or as
        long as every other. It holds two requests of each custom_id in `twice`, which the API may or may not refuse.
        Before it is created nobody sees it.
        """
        given = {f"row-{i}": STRANGER for i in range(requests)} if isinstance(requests, int) else dict(requests)
        identifier = batch_id or self.mint.batch()
        took = self.batch_seconds if seconds is None else seconds
        self._batches[identifier] = Batch(identifier, given, Rules(batch=True), created, took, twice=tuple(twice))
        return identifier

    # ------------------------------------------------------------ messages

    def _message(self, params: Mapping[str, Any], now: Instant, saying: Saying) -> Reply:
        said = body.usage(saying, params)
        if params.get("stream"):
            data = b"".join(body.stream(saying, mint=self.mint, params=params, wall=now.wall))
            return self._reply(now, data, headers.SSE, (("cache-control", "no-cache"), *_limits(now, said)))
        message = body.message(saying, mint=self.mint, params=params, wall=now.wall)
        return self._reply(now, sse.encoded(message), headers.JSON, _limits(now, said))

    def _reply(self, now: Instant, data: bytes, content_type: str, more: headers.Headers = ()) -> Reply:
        named = headers.ids(self.mint, self.mint.request(now.wall))
        content = (("content-type", content_type), headers.CHUNKED)
        return Reply(200, headers.head(self.mint, now.wall, content, more, named), data)

    # ------------------------------------------------------------ batches

    def _create(self, request: Request, now: Instant) -> Reply:
        requests = {entry["custom_id"]: entry["params"] for entry in request.params["requests"]}
        rules = Rules.of(request, batch=True)
        batch = Batch(self.mint.batch(), requests, rules, now, self.batch_seconds)
        self._batches[batch.id] = batch
        return self._json(now, self._view(batch, now))

    def _page(self, request: Request, now: Instant) -> Reply:
        asked = {name: values[-1] for name, values in parse_qs(request.query).items()}
        there = (batch for batch in self._batches.values() if batch.created.at <= now.at)
        newest_first = sorted(there, key=lambda batch: batch.created.at)[::-1]
        places = {batch.id: i for i, batch in enumerate(newest_first)}
        for name in ("after_id", "before_id"):
            if name in asked and asked[name] not in places:
                return self._refused(400, now, f"{name}: no such batch")
        start = places[asked["after_id"]] + 1 if "after_id" in asked else 0
        stop = places[asked["before_id"]] if "before_id" in asked else len(newest_first)
        limit = int(asked.get("limit", "20"))
        found = newest_first[start:stop]
        page = found[-limit:] if "before_id" in asked else found[:limit]
        return self._json(now, _listed([self._view(batch, now) for batch in page], more=len(found) > len(page)))

    def _batch(self, request: Request, now: Instant, status: Status | None) -> Reply:
        identifier, _, action = request.path.removeprefix(BATCHES + "/").partition("/")
        batch = self._batches.get(identifier)
        if batch is None or batch.created.at > now.at:
            return self._refused(404, now, f"Message batch not found: {identifier}")
        batch = self._batches[identifier] = batch.at(now)
        if action == "results":
            return self._results(batch, now)
        if action == "cancel":
            batch = self._batches[identifier] = batch.cancel(now)
            return self._json(now, self._view(batch, now))
        return self._delete(batch, now) if request.method == "DELETE" else self._retrieve(batch, now, status)

    def _retrieve(self, batch: Batch, now: Instant, status: Status | None) -> Reply:
        if status == "ended":
            batch = batch.end(now)
        elif status == "canceling":
            batch = batch.cancel(now)
        self._batches[batch.id] = batch
        view = self._view(batch, now, status)
        return self._json(now, view, () if view["processing_status"] == "ended" else POLL)

    def _results(self, batch: Batch, now: Instant) -> Reply:
        if batch.ended is None:
            return self._refused(404, now, f"Message batch {batch.id} has no results yet")
        name = ("content-disposition", f"attachment; filename*=utf-8''{batch.id}_results.jsonl")
        return self._reply(now, batches.lines(batch, self.seed, self.outcomes), headers.JSONL, (name,))

    def _delete(self, batch: Batch, now: Instant) -> Reply:
        if batch.ended is None:
            return self._refused(400, now, f"Message batch {batch.id} is still processing: cancel it first")
        del self._batches[batch.id]
        return self._json(now, {"id": batch.id, "type": "message_batch_deleted"})

    def _view(self, batch: Batch, now: Instant, status: Status | None = None) -> dict[str, Any]:
        batch = batch.at(now)
        state = status or batch.status(now)
        return batches.shown(batch, batches.counts(batch, self.seed, self.outcomes, state), state, self.origin_url)

    def _json(self, now: Instant, value: object, more: headers.Headers = ()) -> Reply:
        return self._reply(now, sse.encoded(value), headers.JSON, more)

    def _refused(self, status: int, now: Instant, message: str) -> Reply:
        return error_reply(status, mint=self.mint, now=now, message=message)


def _listed(data: Sequence[Mapping[str, Any]], *, more: bool) -> dict[str, Any]:
    first, last = (data[0]["id"], data[-1]["id"]) if data else (None, None)
    return {"data": data, "has_more": more, "first_id": first, "last_id": last}


def _limits(now: Instant, usage: Mapping[str, Any]) -> headers.Headers:
    read = usage["input_tokens"] + usage["cache_creation_input_tokens"]
    return headers.rate_limits(now.wall, {"requests": 1, "input-tokens": read, "output-tokens": usage["output_tokens"]})
