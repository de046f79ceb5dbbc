"""The typed messages between judge and worker: the one module that both sides import.

A message is a frame: four bytes of length (big-endian) and that many bytes of msgpack. It is decoded into one of the
structs below, with unknown fields forbidden; whatever else arrives is a breach of the protocol. The judge speaks
first. A command is answered by one `Ending` that echoes its nonce; before that the worker may send any number of
events, each of which is answered by one `Answer`. So there is never more than one message under way.

Times are integers of nanoseconds on the judge's clock. A `Value` is plain msgpack data: None, bool, int (64 bits),
float, str, bytes, list, and dict with string keys stand for themselves; everything else that may cross is
`{"$": kind, ...}` (see `grader/worker/values.py` and `grader/judge/values.py`, the two ends of that grammar).
"""

from __future__ import annotations

import struct
from typing import Any, Final, Literal, TypeAlias

import msgspec

FRAME_CAP: Final = 1 << 20
"""The largest frame either side accepts, in bytes."""

HEADER: Final = struct.Struct(">I")

KEY: Final = "no-key-is-needed-here"
"""What every client of the SDK is given as its API key: it wants one, and nobody reads it."""

NEVER: Final = -1
"""The length of a wait that nothing will ever end."""

Value: TypeAlias = Any
"""Plain msgpack data, see the module's docstring."""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag=True, tag_field="is"):
    """Base of all messages."""


# ---------------------------------------------------------------- commands: judge -> worker


class Command(Message, frozen=True):
    """Base of what the judge asks for; `nonce` is fresh for each."""

    nonce: int


class Load(Command, frozen=True, tag="load"):
    """Compile an exercise's source and execute it once. Answer: Done, or Raised."""

    name: str
    source: bytes


class Begin(Command, frozen=True, tag="begin"):
    """Begin a case: set both clocks (ns), seed what is random, execute the module afresh. Answer: Done, or Raised."""

    now: int
    wall: int
    seed: int


class Call(Command, frozen=True, tag="call"):
    """Call a function or class of the module. Answer: Done, Handle, or Raised.

    `now` is the time it is (ns). `reads` names the attributes of an exception that are to be sent with it. `keep` says
    that the value stays in the worker, whatever it is.
    """

    name: str
    now: int
    args: list[Value] = []
    kwargs: dict[str, Value] = {}
    reads: list[str] = []
    keep: bool = False


class Method(Command, frozen=True, tag="method"):
    """Call a method of the object behind a handle. Answer: as for Call."""

    handle: int
    name: str
    now: int
    args: list[Value] = []
    kwargs: dict[str, Value] = {}
    reads: list[str] = []


class Pull(Command, frozen=True, tag="pull"):
    """Take the next item of an iterator or async iterator. Answer: Item, Stop, or Raised."""

    handle: int
    reads: list[str] = []


class Close(Command, frozen=True, tag="close"):
    """Close an iterator or async iterator. Answer: Done, or Raised."""

    handle: int


class Finish(Command, frozen=True, tag="finish"):
    """End the case: shut down loops, iterators, tasks and clients. Answer: Done."""


# ---------------------------------------------------------------- events: worker -> judge


class Event(Message, frozen=True):
    """Base of what happens in the worker; each is answered at once."""


class Http(Event, frozen=True, tag="http"):
    """A client sends a request. `timeout` holds connect, read, write and pool in seconds, None for no bound.

    Answer: Later, Head, or Fault.
    """

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes
    timeout: dict[str, float | None] = {}


class Chunk(Event, frozen=True, tag="chunk"):
    """A client reads on in the body of a reply. Answer: Later, Data, End, or Fault."""

    stream: int


class Collect(Event, frozen=True, tag="collect"):
    """The clock has come to the time that a Later named. Answer: what was due. Asking earlier is a breach."""

    ticket: int


class Abandon(Event, frozen=True, tag="abandon"):
    """What a Later promised is no longer wanted (cancelled, or interrupted). Answer: Now."""

    ticket: int


class Closed(Event, frozen=True, tag="closed"):
    """A client closes a reply's body. Answer: Now."""

    stream: int


class Wait(Event, frozen=True, tag="wait"):
    """Nothing is left to do for `ns` nanoseconds; NEVER if nothing will ever end the wait. Answer: Now.

    `unsure` asks for no time, but whether all threads of the worker are asleep: one that had no CPU yet, which can't be
    told from inside, may still bring what is waited for.
    """

    ns: int
    unsure: bool = False


class Callback(Event, frozen=True, tag="callback"):
    """The learner's code calls a function that lives in the judge. Answer: Later, Return, or Fault."""

    name: str
    args: list[Value] = []
    kwargs: dict[str, Value] = {}


# ---------------------------------------------------------------- answers to events: judge -> worker


class Answer(Message, frozen=True):
    """Base of what the judge answers to an event.

    `jump` moves the wall clock, and not the monotonic one, by so many nanoseconds.
    """

    jump: int = 0


class Later(Answer, frozen=True, tag="later", kw_only=True):
    """The answer will be there at time `at`: wait until then, and collect it with this ticket."""

    ticket: int
    at: int


class Head(Answer, frozen=True, tag="head", kw_only=True):
    """Status and headers of a reply; its body is read as `stream`."""

    stream: int
    status: int
    headers: list[tuple[str, str]]


class Data(Answer, frozen=True, tag="data", kw_only=True):
    """A piece of a reply's body."""

    data: bytes


class End(Answer, frozen=True, tag="end"):
    """The body of a reply has ended cleanly."""


class Fault(Answer, frozen=True, tag="fault", kw_only=True):
    """The transport or the callback fails: the worker raises the exception of this name.

    For requests and chunks a class of `httpx2` (`ConnectError`, `ReadTimeout`, ...); for callbacks a built-in one.
    """

    name: str
    message: str


class Return(Answer, frozen=True, tag="return", kw_only=True):
    """What a callback returns."""

    value: Value = None


class Now(Answer, frozen=True, tag="now", kw_only=True):
    """The time it is (monotonic, ns). `asleep` answers an unsure wait."""

    now: int
    asleep: bool = False


class Interrupt(Answer, frozen=True, tag="interrupt"):
    """The call is interrupted here: KeyboardInterrupt in sync code, cancellation of the call's task in async code.

    `now` is the time it is, where a wait was interrupted; else -1, for the clock stands.
    """

    now: int = -1


# ---------------------------------------------------------------- endings of commands: worker -> judge


Kept: TypeAlias = Literal["iterator", "aiterator", "object"]
"""What stays in the worker."""


class Ending(Message, frozen=True):
    """Base of what ends a command; `nonce` is that of the command."""

    nonce: int


class Ready(Ending, frozen=True, tag="ready"):
    """A fresh worker is locked in and waits for its first command (nonce 0)."""


class Done(Ending, frozen=True, tag="done"):
    """The command has ended with this value."""

    value: Value = None


class Handle(Ending, frozen=True, tag="handle"):
    """The value stays in the worker; `type` is its class's name."""

    handle: int
    kind: Kept
    type: str = ""


class Item(Ending, frozen=True, tag="item"):
    """The next item of an iterator."""

    value: Value


class Stop(Ending, frozen=True, tag="stop"):
    """The iterator has ended; `value` is what a generator returned."""

    value: Value = None


class Raised(Ending, frozen=True, tag="raised"):
    """The command ended in an exception, described as a `{"$": "error", ...}` value."""

    error: Value


FromWorker: TypeAlias = (
    Http | Chunk | Collect | Abandon | Closed | Wait | Callback | Ready | Done | Handle | Item | Stop | Raised
)
FromJudge: TypeAlias = (
    Load | Begin | Call | Method | Pull | Close | Finish | Later | Head | Data | End | Fault | Return | Now | Interrupt
)

_encoder = msgspec.msgpack.Encoder()
from_worker: Final[msgspec.msgpack.Decoder[FromWorker]] = msgspec.msgpack.Decoder(FromWorker)
from_judge: Final[msgspec.msgpack.Decoder[FromJudge]] = msgspec.msgpack.Decoder(FromJudge)


def encode(message: Message) -> bytes:
    """Return the frame of a message."""
    body = _encoder.encode(message)
    return HEADER.pack(len(body)) + body


# ---------------------------------------------------------------- judge <-> zygote (both trusted)


class Spawn(msgspec.Struct, frozen=True, tag="spawn"):
    """Fork a worker. Its channel and its output pipe come along as descriptors, in this order. Answer: Spawned."""


class Kill(msgspec.Struct, frozen=True, tag="kill"):
    """Kill and reap a worker. Answer: Exited.

    `gone` says that its channel has ended, so that it is about to end by itself: wait a moment for that, or the status
    of its exit is lost.
    """

    pid: int
    gone: bool = False


class Spawned(msgspec.Struct, frozen=True, tag="spawned"):
    """The worker runs. On Linux a pidfd comes along: `pid` is what the zygote calls it, in a namespace of its own."""

    pid: int


class Exited(msgspec.Struct, frozen=True, tag="exited"):
    """How a worker ended: exit status as of `os.wait4`, CPU seconds, and largest resident size in KiB.

    `killed` says whether it was alive until the order to kill it.
    """

    pid: int
    status: int
    cpu: float
    rss: int
    killed: bool


to_zygote: Final[msgspec.msgpack.Decoder[Spawn | Kill]] = msgspec.msgpack.Decoder(Spawn | Kill)
from_zygote: Final[msgspec.msgpack.Decoder[Spawned | Exited]] = msgspec.msgpack.Decoder(Spawned | Exited)
