"""The targets: each takes any bytes, and returns, or raises what no bytes may cause.

- `decoder`: what a worker sends. A case is played against it; it ends in a run or in an `Ended`, and can be shown.
- `case`: the text form of a case. It is a case, which reads back as itself, or a `CaseError`.
- `cassette`: a cassette's file. It is a cassette, or a `CassetteError`.
- `archive`: a zip that is handed in. It is a submission, or a `SubmissionError`.
"""

from __future__ import annotations

import io
import itertools
import os
import socket
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeAlias, cast
from unittest import mock

import msgspec

from grader import protocol
from grader.exercises import find_exercises
from grader.exercises.submission import FILE_CAP, read_zip
from grader.exercises.usage import SubmissionError
from grader.judge import stage, submission
from grader.judge.channel import Channel
from grader.judge.endings import LONGEST, Ended
from grader.judge.limits import Limits
from grader.judge.submission import Player, Source
from grader.judge.world import Late
from grader.judge.zygote import Process
from grader.show import show
from grader.timeline import timeline
from grader.trace import Run, same
from grader.wire.case import Case
from grader.wire.cassette import CassetteError, open_cassette
from grader.wire.delivery import Instant, Miss
from grader.wire.script import Scripted
from grader.wire.simulator import Simulator
from grader.wire.steps import CaseError

Target: TypeAlias = Callable[[bytes], None]

TOP: Final = Path(__file__).parents[1]
NONCE: Final = 1
SEPARATOR: Final = b"\xc1"
"""Stands between frames: the one byte that MessagePack never uses."""
ROOM: Final = 100_000
"""Bytes that a socket takes while nobody reads."""

# ---------------------------------------------------------------- what a worker sends

LIMITS: Final = Limits(frames=300, received=4 << 20, items=50, requests=20, wall=10.0)
SCRIPT: Final = "ok pace=1; 529 retry-after=7; cut; reset; stall; ok"


class _Dead:
    """Makes workers that have said all that they will ever say, the learner's part between what makes it count."""

    def __init__(self, said: bytes) -> None:
        self._said = said
        self._open: list[tuple[socket.socket, int]] = []

    def spawn(self, output_cap: int) -> Process:
        ours, theirs = socket.socketpair()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * ROOM)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
        theirs.sendall(self._said)
        theirs.shutdown(socket.SHUT_WR)
        output, stdout = os.pipe()
        self._open.append((theirs, stdout))
        return Process(0, 0, Channel(ours, output, output_cap))

    def kill(self, pid: int, *, gone: bool = False) -> protocol.Exited:
        theirs, stdout = self._open.pop()
        theirs.close()
        os.close(stdout)
        return protocol.Exited(pid, 9, 0.0, int(gone), killed=True)


def framed(bodies: list[bytes]) -> bytes:
    """Return frames with these bodies."""
    return b"".join(protocol.HEADER.pack(len(body)) + body for body in bodies)


def decoder(data: bytes) -> None:
    """Play a case against a worker that sends this once it is called: frames, or after a zero byte a bare stream."""
    said = data[1:ROOM] if data[:1] == b"\x00" else framed(data[:ROOM].split(SEPARATOR))
    ready, fine = protocol.encode(protocol.Ready(0)), protocol.encode(done(None))
    spawner = _Dead(ready + fine + fine + said + fine)
    case = Case.parse(SCRIPT)
    player = Player(spawner, Source("99_fuzz/answer.py", b""), LIMITS.from_now(), ("text",))
    origin = Scripted(Simulator(7), case.script)
    with mock.patch.multiple(stage, nonce=lambda: NONCE), mock.patch.multiple(submission, nonce=lambda: NONCE):
        try:
            run: Run | None = player.play(_act, case, origin, seed=5)
        except Ended as ended:
            run, message = ended.run, ended.message
        else:
            message = ""
        finally:
            player.close()
    assert len(message) < 2 * LONGEST
    if run is not None:
        _look_at(run)


def _act(learner: submission.Submission, api: submission.Api, _: Case) -> Run:
    args = api.client, api.callback("sink", lambda *values: Late(len(values), 2.0)), api.store({})
    return learner.f(*args)


def _look_at(run: Run) -> None:
    """Do with a run what checks and reports do with it."""
    timeline(run, {})
    show(run.value)
    show(run.error)
    same(run.value, run.value)
    for attempt in run.attempts:
        assert attempt.key
        assert attempt.waited >= 0


# ---------------------------------------------------------------- texts and files


def case(data: bytes) -> None:
    """Read a case; what was read is written as a text that reads back."""
    try:
        found = Case.parse(data.decode(errors="surrogateescape"))
    except CaseError:
        return
    assert Case.parse(str(found)) == found, str(found)
    for name in found.args:
        getattr(found, name)


class _File:
    """Stands in for a path, whose file holds these bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read_bytes(self) -> bytes:
        return self._data

    def __str__(self) -> str:
        return "fuzz.yaml"


def cassette(data: bytes) -> None:
    """Open a cassette; what was recorded can be played."""
    try:
        found = open_cassette(cast("Path", _File(data)), 3)
    except CassetteError:
        return
    assert isinstance(found.text, str)
    with suppress(Miss):  # a request of which a match may be told, and which can't be asked for
        found.answer(found.recordings[0].request, Instant(0, 0.0))


EXERCISES: Final = find_exercises()


def archive(data: bytes) -> None:
    """Read a zip that is handed in; no file of it is larger than it may be."""
    try:
        found = read_zip(data, "fuzz.zip", EXERCISES)
    except SubmissionError:
        return
    assert all(len(content) <= FILE_CAP for content in found.files.values())


TARGETS: Final[Mapping[str, Target]] = {"decoder": decoder, "case": case, "cassette": cassette, "archive": archive}

# ---------------------------------------------------------------- where to begin


def seeds(name: str) -> list[bytes]:
    """Return inputs of a target that are as they should be, or nearly."""
    return list(_SEEDS[name]())


URL: Final = "https://api.anthropic.com/v1/messages"
PARAMS: Final = b'{"model": "claude-sonnet-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}'
VALUES: Final[tuple[Any, ...]] = (
    None,
    [True, -1, 1.5, "é", b"\x00", {"a": [1]}],
    {"$": "tuple", "v": [{"$": "int", "v": "18446744073709551616"}, {"$": "str", "v": b"\xed\xa0\x80"}]},
    {"$": "dict", "v": [[{"$": "tuple", "v": [-1, -2]}, 1], [2, {"$": "set", "v": [1, 2]}]]},
    {"$": "decimal", "v": "1E+5"},
    {"$": "datetime", "v": "2026-11-22T09:30:00+00:00"},
    {"$": "timedelta", "v": [1, 2, 3]},
    {"$": "enum", "cls": "A", "name": "b", "v": 1},
    {"$": "model", "cls": "Message", "data": {"content": [{"text": "a"}]}},
    {"$": "record", "cls": "R", "fields": {"a": 1}},
    {"$": "opaque", "type": "object"},
)
ERROR: Final = {
    "$": "error",
    "mro": ["builtins.ValueError", "builtins.Exception"],
    "message": "no",
    "attrs": {"text": "a"},
    "where": {"line": 3, "function": "f", "source": "raise"},
    "here": True,
}


def done(value: Any) -> protocol.Message:
    """Return the message that ends a call with this value."""
    return protocol.Done(NONCE, value)


def _conversations() -> Iterator[bytes]:
    request = protocol.Http(
        "POST", URL, [("x-api-key", "k"), ("anthropic-version", "2023-06-01")], PARAMS, {"read": 6.0}
    )
    conversations: list[list[protocol.Message]] = [
        *([done(value)] for value in VALUES),
        [protocol.Raised(NONCE, ERROR)],
        [request, protocol.Chunk(1), protocol.Wait(10**9), protocol.Collect(2), protocol.Closed(1), done(1)],
        [request, request, protocol.Wait(7 * 10**9), request, protocol.Chunk(3), done(1)],
        [protocol.Callback("sink", [1]), protocol.Wait(2 * 10**9), protocol.Collect(1), done(1)],
        [protocol.Callback("sink"), protocol.Abandon(1), done(1)],
        [protocol.Callback("store.put", ["k", value]) for value in VALUES],
        [protocol.Callback("store.put", ["k", 1]), protocol.Callback("store.get", [], {"key": "k"}), done(1)],
        [protocol.Handle(NONCE, 1, "iterator"), protocol.Item(NONCE, "a"), protocol.Stop(NONCE)],
        [protocol.Handle(NONCE, 1, "object", "A")],
    ]
    for messages in conversations:
        yield SEPARATOR.join(map(msgspec.msgpack.encode, messages))
        yield b"\x00" + b"".join(map(protocol.encode, messages))


def _cases() -> Iterator[bytes]:
    yield b'max_attempts=2 deadline=3 | 529 retry-after=7; cut@-1e "\xc3\xa9" ping thinking:"hm" ?weather "x"; ...'
    yield b'a="b c" d=[1,{"e":null}] f=1e5 g=NaN | ok chunk=3 delay=0.5 pace=1 tool:"t" json:"{}" ~d stop=refusal'
    yield b'429 type=a code=b message="c" -retry-after; error@3 usage.output_tokens=5 -usage.input_tokens details={}'
    yield b"refused delay=3; connect-timeout; silent; reset@120; short@2e; stall; in_progress; canceling; ended"
    yield b"interrupt@3; cancel@1.5; kill-before@2; kill-after@1; clock+60@4; clock-60@1"


def _cassettes() -> Iterator[bytes]:
    files = (TOP / "cassettes").rglob("*.yaml")
    yield from (data for file in sorted(files) if len(data := file.read_bytes()) < 20_000)


def _archives() -> Iterator[bytes]:
    file = EXERCISES[0].file
    for names, method in itertools.product(
        ([file], [f"exercises/{file}", "README.md"], [file.upper(), "a/../b", "/c", "d\\e"]),
        (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2),
    ):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as made:
            for name in names:
                made.writestr(name, "def f(): pass\n" * 3)
        yield buffer.getvalue()


_SEEDS: Final[Mapping[str, Callable[[], Iterator[bytes]]]] = {
    "decoder": _conversations,
    "case": _cases,
    "cassette": _cassettes,
    "archive": _archives,
}
