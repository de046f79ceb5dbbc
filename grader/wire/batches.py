"""Message Batches as the simulated workspace holds them: created, processed in time, cancelled, ended, with results.

Each request of a batch is done at its own moment of the batch's duration, drawn by the seed. What is not done when the
batch is cancelled is `canceled`; what is not done after 24 hours is `expired`. Counts stay in `processing` until the
end, as the SDK documents (`types/messages/message_batch.py`) and recordings show.

Recorded in August 2026: the object, its timestamps, creating, polling, cancelling, and results that succeeded. Never
recorded, hence modelled on the SDK's types: results that errored, expired or were canceled, and `ended` after a cancel.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from typing import Any, Final, Literal, TypeAlias

from grader.trace import NANO
from grader.wire import sse
from grader.wire.body import message
from grader.wire.delivery import Instant
from grader.wire.errors import envelope, error_type
from grader.wire.ids import Mint
from grader.wire.phrases import phrase
from grader.wire.saying import Saying
from grader.wire.validate import Problem, Rules, params_problem

Status: TypeAlias = str
"""`in_progress`, `canceling` or `ended`."""
ErrorType: TypeAlias = str
"""Such as `overloaded_error`."""
Outcome: TypeAlias = Literal["succeeded", "errored", "invalid", "expired", "canceled"] | ErrorType | Saying
"""How a request of a batch ends: `errored` is an error of the API, `invalid` one of the request; a Saying succeeds."""

DAY: Final = 24 * 60 * 60
CANCELING: Final = 10
"""Seconds from a cancel to the end of the batch."""
RESULTS: Final = ("succeeded", "errored", "canceled", "expired")


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch: its requests by custom_id, the rules for their parameters, when it was created, cancelled and ended."""

    id: str
    requests: Mapping[str, Mapping[str, Any]]
    rules: Rules
    created: Instant
    seconds: float
    """How long the API needs for all of it."""
    cancelled: Instant | None = None
    ended: Instant | None = None
    twice: tuple[str, ...] = ()
    """The custom_ids of which it holds a second request, like the first."""

    @property
    def ids(self) -> list[str]:
        """The custom_id of each request."""
        return [*self.requests, *self.twice]

    @property
    def ends_after(self) -> float:
        """Seconds from its creation to its end."""
        end = min(self.seconds, DAY)
        return end if self.cancelled is None else min(end, self.seconds_at(self.cancelled) + CANCELING)

    def seconds_at(self, now: Instant) -> float:
        """Seconds from its creation to now; the wall clock may jump, so it has no part in this."""
        return (now.at - self.created.at) / NANO

    def status(self, now: Instant) -> Status:
        """How far it is."""
        if self.ended is not None or self.seconds_at(now) >= self.ends_after:
            return "ended"
        return "in_progress" if self.cancelled is None else "canceling"

    def at(self, now: Instant) -> Batch:
        """Return it as it is now: with the time of its end, if it has ended."""
        if self.ended is not None or self.status(now) != "ended":
            return self
        end = self.ends_after
        return replace(self, ended=Instant(self.created.at + round(end * NANO), self.created.wall + end))

    def cancel(self, now: Instant) -> Batch:
        """Return it cancelled; a batch that was cancelled or has ended stays as it is."""
        return self if self.cancelled or self.ended else replace(self, cancelled=now)

    def end(self, now: Instant) -> Batch:
        """Return it ended at this time, whatever its duration."""
        return self if self.ended else replace(self, ended=now)


def results(batch: Batch, seed: int, outcomes: Mapping[str, Outcome]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield custom_id and result of each request: always the same ones, and not in the order of the requests."""
    mint = Mint(Random(f"{seed}/{batch.id}/results"))  # noqa: S311 (a simulation)
    for custom_id, outcome in _outcomes(batch, seed, outcomes):
        yield custom_id, _result(batch, custom_id, outcome, mint)


def _outcomes(batch: Batch, seed: int, given: Mapping[str, Outcome]) -> Iterator[tuple[str, Outcome]]:
    random = Random(f"{seed}/{batch.id}")  # noqa: S311 (a simulation)
    ids = batch.ids
    done = {custom_id: random.random() * batch.seconds for custom_id in ids}
    order = random.sample(ids, len(ids))
    for custom_id in order if order != ids else reversed(order):
        yield custom_id, given.get(custom_id) or _outcome(batch, custom_id, done[custom_id])


def _outcome(batch: Batch, custom_id: str, done: float) -> Outcome:
    if params_problem(batch.requests[custom_id], batch.rules):
        return "invalid"
    if batch.cancelled is not None and done > batch.seconds_at(batch.cancelled):
        return "canceled"
    # a batch that a script ended is done, however long it would have taken
    by_itself = batch.ended is not None and batch.seconds_at(batch.ended) >= DAY
    return "expired" if by_itself and done > DAY else "succeeded"


def _result(batch: Batch, custom_id: str, outcome: Outcome, mint: Mint) -> dict[str, Any]:
    wall = batch.created.wall
    if isinstance(outcome, Saying) or outcome == "succeeded":
        saying = outcome if isinstance(outcome, Saying) else phrase(mint.random)
        said = message(saying, mint=mint, params=batch.requests[custom_id], wall=wall, tier="batch")
        return {"type": "succeeded", "message": said}
    if outcome == "invalid":
        found = params_problem(batch.requests[custom_id], batch.rules) or Problem(400)
        return _errored(error_type(found.status), found.message, mint.request(wall))
    if _kind(outcome) == "errored":
        return _errored("api_error" if outcome == "errored" else outcome, None, mint.request(wall))
    return {"type": outcome}


def _errored(kind: str, words: str | None, request_id: str) -> dict[str, Any]:
    return {"type": "errored", "error": envelope(kind, words, request_id=request_id)}


def lines(batch: Batch, seed: int, outcomes: Mapping[str, Outcome]) -> bytes:
    """Return its results as JSON Lines."""
    return b"".join(
        sse.encoded({"custom_id": custom_id, "result": result}) + b"\n"
        for custom_id, result in results(batch, seed, outcomes)
    )


def counts(batch: Batch, seed: int, outcomes: Mapping[str, Outcome], status: Status) -> dict[str, int]:
    """Return its `request_counts`: all in `processing` until it has ended."""
    if status != "ended":
        return {"processing": len(batch.ids), **dict.fromkeys(RESULTS, 0)}
    found = Counter(_kind(outcome) for _, outcome in _outcomes(batch, seed, outcomes))
    return {"processing": 0, **{kind: found[kind] for kind in RESULTS}}


def _kind(outcome: Outcome) -> str:
    if isinstance(outcome, Saying):
        return "succeeded"
    return "errored" if outcome == "invalid" or outcome.endswith("_error") else outcome


def shown(batch: Batch, tally: Mapping[str, int], status: Status, origin_url: str) -> dict[str, Any]:
    """Return it as the API shows it in this state."""
    ended = batch.ended.wall if batch.ended and status == "ended" else None
    return {
        "id": batch.id,
        "type": "message_batch",
        "processing_status": status,
        "request_counts": dict(tally),
        "ended_at": stamp(ended),
        "created_at": stamp(batch.created.wall),
        "expires_at": stamp(batch.created.wall + DAY),
        "archived_at": None,
        "cancel_initiated_at": stamp(batch.cancelled.wall if batch.cancelled else None),
        "results_url": None if ended is None else f"{origin_url}/v1/messages/batches/{batch.id}/results",
    }


def stamp(wall: float | None) -> str | None:
    """Return a time as batches state it: microseconds and `+00:00`."""
    if wall is None:
        return None
    micros = math.floor(wall * 1_000_000)
    whole = datetime.fromtimestamp(micros // 1_000_000, UTC).replace(microsecond=micros % 1_000_000)
    return whole.isoformat(timespec="microseconds")
