"""How each wall is taken away, for canaries: in the judge by a patch, around a worker by a weakened zygote."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from unittest import mock

import msgspec

from grader import protocol, sandbox
from grader.checks import create_with_retries
from grader.exercises import entries, submission
from grader.grade import drawing as drawing_
from grader.grade import origins, sweep, telling
from grader.grade.sweep import Stand
from grader.judge import channel, journal, wire, worker
from grader.judge import values as values_
from grader.judge.clock import Clock
from grader.judge.endings import Breach
from grader.judge.limits import Limits
from grader.judge.submission import Player
from grader.judge.wire import Wire
from grader.judge.world import World
from grader.report import escape, junit, layout
from grader.result import Outcome
from grader.rubric import claims
from grader.sandbox import Backend
from tests.corpus import naive
from tests.corpus.reports import Report

WEAKENED: Final = Path(__file__).with_name("weakened.py")
SHOWS_AN_ENDING: Final = frozenset({"return", "raise", "yield"})


@dataclass(frozen=True, slots=True)
class Weaker:
    """What a canary is graded with."""

    backend: Backend
    limits: dict[str, float] = field(default_factory=dict)
    """Limits other than the corpus' own."""
    grants: bool = False
    """Whether it gives points to honest answers too, so that those count as they were before."""


Away = Callable[[Backend], AbstractContextManager[Weaker]]


@contextmanager
def nothing(backend: Backend) -> Iterator[Weaker]:
    """Leave all as it is: the canary does something else."""
    yield Weaker(backend)


def limit(**changed: float) -> Away:
    """Lift a limit."""

    @contextmanager
    def lifted(backend: Backend) -> Iterator[Weaker]:
        yield Weaker(backend, changed)

    return lifted


@contextmanager
def requests(backend: Backend) -> Iterator[Weaker]:
    """Lift the limit that scenarios set for themselves."""
    with mock.patch.object(Limits, "with_requests", lambda limits, _: replace(limits, requests=10**9)):
        yield Weaker(backend)


@contextmanager
def items(backend: Backend) -> Iterator[Weaker]:
    """Take any number of items, each of which is two events."""
    with mock.patch.object(journal, "MOST_EVENTS", 10**12):
        yield Weaker(backend, {"items": 10**12})


# ---------------------------------------------------------------- around a worker


def without(backend: Backend, *walls: str) -> Backend:
    """Return a backend that lacks these walls of a worker, and bubblewrap, whose view does as much."""
    kept = tuple(wall for wall in backend.walls if wall not in walls)
    return replace(backend, walls=kept, bubblewrap=False)


def weakly(*weaknesses: str) -> Away:
    """Start a zygote that is weakened in these ways (see weakened.py)."""

    @contextmanager
    def weakened(backend: Backend) -> Iterator[Weaker]:
        with mock.patch.object(sandbox, "command", _command(*weaknesses)):
            yield Weaker(backend)

    return weakened


def _command(*weaknesses: str) -> Callable[..., list[str]]:
    """Return what stands in for `sandbox.command`: the program is given as text, so that it need not be readable."""
    command = sandbox.command

    def weakened(role: str, fd: int, walls: Sequence[str] = ()) -> list[str]:
        return [
            argument
            for given in command(role, fd, walls)
            for argument in (
                ("-c", WEAKENED.read_text("utf-8"), ",".join(weaknesses), given)
                if given == str(sandbox.BOOTSTRAP)
                else (given,)
            )
        ]

    return weakened


@contextmanager
def files(backend: Backend) -> Iterator[Weaker]:
    """Let a worker see the machine's files."""
    yield Weaker(without(backend, "landlock"))


@contextmanager
def syscalls(backend: Backend) -> Iterator[Weaker]:
    """Let a worker ask the kernel for anything; files stay walled."""
    with weakly("scopes", "crowd")(backend) as weaker:
        yield replace(weaker, backend=without(backend, "seccomp"))


@contextmanager
def files_and_syscalls(backend: Backend) -> Iterator[Weaker]:
    """Take away both, for what each of them refuses."""
    with weakly("crowd")(backend) as weaker:
        yield replace(weaker, backend=without(backend, "landlock", "seccomp"))


@contextmanager
def syscalls_and_limits(backend: Backend) -> Iterator[Weaker]:
    """Let a worker ask the kernel for anything, and as much of it as it likes."""
    with weakly("scopes", "crowd", "limits", "memory")(backend) as weaker:
        yield replace(weaker, backend=without(backend, "seccomp"))


@contextmanager
def imports(backend: Backend) -> Iterator[Weaker]:
    """Leave the way to the grader's packages open."""
    with weakly("imports")(backend) as weaker:
        yield replace(weaker, backend=without(backend, "landlock"))


@contextmanager
def privileges(backend: Backend) -> Iterator[Weaker]:
    """Leave a worker all that its zygote may do; without no_new_privs neither Landlock nor seccomp can stand."""
    with weakly("privileges")(backend) as weaker:
        yield replace(weaker, backend=replace(without(backend, "landlock", "seccomp"), uid=None))


@contextmanager
def environment(backend: Backend) -> Iterator[Weaker]:
    """Hand the judge's environment down to the workers."""
    with (
        weakly("environment")(backend) as weaker,
        mock.patch.object(sandbox, "ENVIRONMENT", {**os.environ, **sandbox.ENVIRONMENT}),
    ):
        yield weaker


# ---------------------------------------------------------------- the protocol


@contextmanager
def nonce(backend: Backend) -> Iterator[Weaker]:
    """Take any answer for the one that was asked for."""
    fitting = worker._fitting

    def any_number(command: protocol.Command, ending: protocol.Ending) -> protocol.Ending:
        return fitting(command, msgspec.structs.replace(ending, nonce=command.nonce))

    with mock.patch.object(worker, "_fitting", any_number):
        yield Weaker(backend)


@contextmanager
def fitting(backend: Backend) -> Iterator[Weaker]:
    """Take an answer of any kind."""
    every = dict.fromkeys(worker._ENDINGS, (protocol.Ending,))
    with mock.patch.object(worker, "_ENDINGS", every):
        yield Weaker(backend)


class _Lenient:
    """Decodes messages without looking at the types of their fields."""

    def decode(self, frame: bytes) -> Any:
        """Return a message. Raises KeyError, TypeError or ValueError for what is none."""
        kinds = {cls.__struct_config__.tag: cls for cls in _leaves(protocol.Message)}
        try:
            data = msgspec.msgpack.decode(frame)
        except msgspec.DecodeError as error:
            raise ValueError(*error.args) from error
        cls = kinds[data.pop("is")]
        return cls(**{name: value for name, value in data.items() if name in cls.__struct_fields__})


def _leaves(cls: type) -> Iterator[type[msgspec.Struct]]:
    below: list[type] = cls.__subclasses__()
    for sub in below:
        yield from _leaves(sub)
    if not below:
        yield cls


@contextmanager
def decoder(backend: Backend) -> Iterator[Weaker]:
    """Believe what a message says of itself."""
    with mock.patch.object(channel, "from_worker", _Lenient()):
        yield Weaker(backend)


@contextmanager
def frames(backend: Backend) -> Iterator[Weaker]:
    """Take messages of any size."""
    with mock.patch.object(channel, "FRAME_CAP", 1 << 40):
        yield Weaker(backend)


@contextmanager
def clock(backend: Backend) -> Iterator[Weaker]:
    """Hand out replies before their time, and let time run backwards."""
    target = Clock.target

    def anywhere(clock: Clock, ns: int) -> int:
        return clock.now + ns if ns < protocol.NEVER else target(clock, ns)

    def at_once(wire: Wire, event: protocol.Collect) -> protocol.Answer:
        ticket = wire._tickets.pop(event.ticket, None)
        if ticket is None:
            msg = "The worker asked for a reply that nobody promised."
            raise Breach(msg)
        return ticket.hand_out()

    with mock.patch.object(Clock, "target", anywhere), mock.patch.object(Wire, "collect", at_once):
        yield Weaker(backend)


@contextmanager
def shape(backend: Backend) -> Iterator[Weaker]:
    """Build whatever a frame is made of, and tables of whatever keys there are."""
    with mock.patch.object(channel, "parts", return_value=0), mock.patch.object(values_, "_apart", lambda keys: keys):
        yield Weaker(backend)


@contextmanager
def given(backend: Backend) -> Iterator[Weaker]:
    """Believe that a worker names nothing but what it was given, and reads nothing that is over."""
    chunk, callback = Wire.chunk, World._callback

    def read_on(wire: Wire, event: protocol.Chunk) -> protocol.Answer:
        wire._streams[event.stream].open = True
        return chunk(wire, event)

    def by_name(world: World, event: protocol.Callback) -> protocol.Answer:
        world.callbacks.setdefault(event.name, vars(builtins).get(event.name))  # type: ignore[arg-type]
        return callback(world, event)

    def unasked(wire: Wire, event: protocol.Collect) -> protocol.Answer:
        return wire._tickets.pop(event.ticket).hand_out()

    with (
        mock.patch.object(Wire, "chunk", read_on),
        mock.patch.object(Wire, "collect", unasked),
        mock.patch.object(World, "_callback", by_name),
    ):
        yield Weaker(backend)


@contextmanager
def host(backend: Backend) -> Iterator[Weaker]:
    """Answer whatever host was asked."""
    request = wire._request
    with mock.patch.object(wire, "_request", lambda event: replace(request(event), host=wire.API)):
        yield Weaker(backend)


# ---------------------------------------------------------------- the verdict


@contextmanager
def drawing(backend: Backend) -> Iterator[Weaker]:
    """Play the pinned cases and the simplest one, against replies that are the same in every grade."""
    made, draw = origins.Origins.of, drawing_.draw

    def simplest(cases: Any, *, visit: Callable[[Any], None], **_: int) -> None:
        draw(cases, seed=0, examples=1, visit=visit)

    def same_again(_: origins.Origins, scenario: Any, case: Any, __: int) -> Any:
        return made(origins.Origins(0), scenario, case, 0)

    with mock.patch.object(sweep, "draw", simplest), mock.patch.object(origins.Origins, "of", same_again):
        yield Weaker(backend)


@contextmanager
def evidence(backend: Backend) -> Iterator[Weaker]:
    """Go by what a call returns, raises or yields, and take all that should have been seen on the wire for granted."""
    claim = claims.Of._claim

    def granted(of: claims.Of, holds: bool, expected: str) -> claims.Claim:
        of_the_end = bool(of.at) and all(event.kind in SHOWS_AN_ENDING for event in of.at)
        return claim(of, holds or not of_the_end, expected)

    def passed(graded: Any, check: Any, run: Any) -> Any:
        return telling.result(check, Outcome.passed)

    with (
        mock.patch.object(claims.Of, "_claim", granted),
        mock.patch.object(claims.Of, "happens", lambda of, wanted, otherwise: claims.Claim(True, wanted, otherwise)),
        mock.patch.object(telling, "of_nothing", passed),
        mock.patch.object(claims.Of, "never", lambda of, what: claims.Claim(True, what, "")),
        mock.patch.object(sweep, "asks", return_value=claims.Claim(True, "", "")),
    ):
        yield Weaker(backend, grants=True)


@contextmanager
def seeds(backend: Backend) -> Iterator[Weaker]:
    """Tell a worker the seed of the replies."""
    with mock.patch.object(sweep, "told_seed_of", drawing_.seed_of):
        yield Weaker(backend)


@contextmanager
def silence(backend: Backend) -> Iterator[Weaker]:
    """Take no offence at a call that asked the API nothing, or something else."""
    with mock.patch.object(sweep, "asks", return_value=claims.Claim(True, "", "")):
        yield Weaker(backend)


@contextmanager
def idle(backend: Backend) -> Iterator[Weaker]:
    """Take no offence at time that is spent before a request, or in the midst of it."""
    with mock.patch.object(create_with_retries, "idle", return_value=()):
        yield Weaker(backend)


@contextmanager
def values(backend: Backend) -> Iterator[Weaker]:
    """Let any object cross, pickled, and compare as it likes (see naive.py)."""
    with weakly("values")(backend) as weaker, naive.unpickling():
        yield weaker


@contextmanager
def fresh_worker(backend: Backend) -> Iterator[Weaker]:
    """Play all scenarios of a file in one process."""
    kept: dict[bytes, _Kept] = {}

    def player(stand: Stand) -> Player:
        source = stand._source.content
        found = kept.setdefault(source, _Kept(stand._zygote, stand._source, stand.limits))
        found.limits, found.reads = stand.limits, list(stand.scenario.reads)
        return found

    with mock.patch.object(Stand, "player", player):
        yield Weaker(backend)


class _Kept(Player):
    """Outlives its scenario."""

    def close(self) -> None:
        """Do not."""


# ---------------------------------------------------------------- in and out


@contextmanager
def reader(backend: Backend) -> Iterator[Weaker]:
    """Unpack a submission onto the disk, and follow what lies there (see naive.py)."""
    with mock.patch("tests.corpus.play.read_submission", naive.read_submission):
        yield Weaker(backend)


@contextmanager
def escaping(backend: Backend) -> Iterator[Weaker]:
    """Show texts as they are."""
    with ExitStack() as stack:
        for module in (escape, junit, layout):
            stack.enter_context(mock.patch.object(module, "safe", lambda text: text))
        for reading in (entries, submission):
            stack.enter_context(mock.patch.object(reading, "shown", lambda text: text))
        yield Weaker(backend)


@contextmanager
def workflow(backend: Backend) -> Iterator[Weaker]:
    """Print what the code printed as it is, as a runner does that does not capture it."""
    with mock.patch.dict("tests.corpus.play.REPORTS", {"the log": Report(naive.log)}):
        yield Weaker(backend)
