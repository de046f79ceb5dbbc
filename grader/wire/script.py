"""A script as an origin: each request gets the next reply or fault, and after the last one what the base says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from grader.trace import Reply, fits
from grader.wire.delivery import NEVER, Delivery, Fault, Instant, Piece
from grader.wire.errors import error_event, error_reply
from grader.wire.phrases import phrase
from grader.wire.pieces import break_at, ends, event_before, is_stream, pieces
from grader.wire.steps import BREAK_WORDS, POLL_WORDS, Disturbance, Place, Script, Step
from grader.wire.validate import problem

if TYPE_CHECKING:
    from grader.trace import Request
    from grader.wire.batches import Status
    from grader.wire.ids import Mint
    from grader.wire.saying import Saying

__all__ = ["Base", "Disturbance", "Place", "Script", "Scripted", "Step"]

_POLL: Final = re.compile(r"/v1/messages/batches/[^/]+")

REFUSED: Final = "[Errno 111] Connection refused"
NO_CONNECTION: Final = "timed out"
BREAKS: Final = {
    "reset": Fault("ReadError", "[Errno 104] Connection reset by peer"),
    "short": Fault(
        "RemoteProtocolError", "peer closed connection without sending complete message body (incomplete chunked read)"
    ),
}


class Base(Protocol):
    """What a script builds on: the simulator, or a cassette."""

    @property
    def mint(self) -> Mint:
        """Where the ids of errors come from."""

    def reply(
        self, request: Request, now: Instant, saying: Saying | None = None, *, status: Status | None = None
    ) -> Reply:
        """Answer a request. What it says, and the status of a batch, are the base's to choose where they are None."""


class Scripted:
    """An origin that follows a script.

    A request that the API refuses (400 and its like) is refused, whatever status the script says: no overload hides
    that mistake. Its step is used up all the same. A status of a batch (`in_progress; ended`) waits for a poll;
    requests that are none are answered `ok` until then. `polls` is what a poll shows where the script says `ok`; None
    leaves it to the base: to a cassette, or to the time that the simulator gives a batch. `about` names the requests
    that the script answers, `GET /v1/messages/batches/*/results`; all others are answered `ok`. None: all of them.
    """

    def __init__(self, base: Base, script: Script, *, polls: Status | None = "ended", about: str | None = None) -> None:
        self._base = base
        self._script = script
        self._polls = polls
        self._about = about
        self._next = 0

    def answer(self, request: Request, now: Instant) -> Delivery | Fault:
        """Answer a request by the next step. Raises Miss if the base is a cassette that does not hold it."""
        step = self._step(request)
        if step.word == "refused":
            return Fault("ConnectError", REFUSED, step.delay)
        if step.word == "connect-timeout":
            return Fault("ConnectTimeout", NO_CONNECTION, NEVER)
        reply = self._reply(step, request, now)
        if step.word == "silent":
            return Delivery(reply, (), NEVER)
        return self._delivery(step, _with_headers(reply, step))

    def _step(self, request: Request) -> Step:
        if self._about and not fits(f"{request.method} {request.path}", self._about):
            return Step()
        steps = self._script.steps
        after = steps[-1] if self._script.forever else Step()
        step = steps[self._next] if self._next < len(steps) else after
        if step.word in POLL_WORDS and not _is_poll(request):
            return Step()
        self._next += 1
        return step

    def _reply(self, step: Step, request: Request, now: Instant) -> Reply:
        if step.status is None:
            return self._base.reply(request, now, self._saying(step), status=self._status(step, request))
        mint = self._base.mint
        refused = problem(request)
        if refused is not None:
            return error_reply(refused.status, mint=mint, now=now, message=refused.message)
        return error_reply(step.status, mint=mint, now=now, type=step.type, code=step.code, message=step.message)

    def _saying(self, step: Step) -> Saying | None:
        """Return what a step says, in random words where it leaves them open; a refusal needs none."""
        saying = step.saying
        if saying is None or saying.parts or saying.stop_reason == "refusal":
            return saying
        return replace(saying, parts=phrase(self._base.mint.random).parts)

    def _status(self, step: Step, request: Request) -> Status | None:
        if not _is_poll(request):
            return None
        return next((word for word in POLL_WORDS if word == step.word), self._polls)

    def _delivery(self, step: Step, reply: Reply) -> Delivery:
        if reply.status >= 400 or step.word not in BREAK_WORDS:
            return Delivery(reply, _pieces(step, reply, reply.body), step.delay)
        at = break_at(reply, step.place)
        if step.word == "error":
            reply = self._broken_off(step, reply, at)
            return Delivery(reply, _pieces(step, reply, reply.body), step.delay)
        arriving = _pieces(step, reply, reply.body[:at])
        if step.word == "stall":
            arriving = (*arriving, Piece(b"", NEVER))
        return Delivery(reply, arriving, step.delay, BREAKS.get(step.word))

    def _broken_off(self, step: Step, reply: Reply, at: int) -> Reply:
        """Let the API itself end a stream by an error: that is all it means to send. Other bodies have no such end."""
        if not is_stream(reply):
            return reply
        event = error_event(mint=self._base.mint, type=step.type or "overloaded_error", message=step.message)
        return Reply(reply.status, reply.headers, reply.body[: event_before(reply, at)] + event)


def delivered(reply: Reply) -> Delivery:
    """Deliver a reply whole and at once, an event or a line at a time."""
    return Delivery(reply, pieces(reply.body, ends(reply)))


def _is_poll(request: Request) -> bool:
    return request.method == "GET" and _POLL.fullmatch(request.path) is not None


def _pieces(step: Step, reply: Reply, body: bytes) -> tuple[Piece, ...]:
    return pieces(body, ends(reply), step.chunk, step.pace)


def _with_headers(reply: Reply, step: Step) -> Reply:
    if not step.headers:
        return reply
    given = {name.lower(): (name, value) for name, value in step.headers}
    kept = [(name, value) for name, value in reply.headers if name.lower() not in given]
    added = [(name, value) for name, value in given.values() if value is not None]
    return replace(reply, headers=(*kept, *added))
