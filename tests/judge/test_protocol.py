"""Each rule of the protocol, broken by a worker that a test plays: one plain sentence, and never an error of ours."""

from __future__ import annotations

import array
import contextlib
import itertools
import math
import resource
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader import protocol
from grader.judge import shape
from grader.judge.endings import Breach, Crashed, Ended, TimedOut
from grader.judge.world import Late
from grader.protocol import Abandon, Callback, Chunk, Closed, Collect, Command, Done, Handle, Item, Raised, Ready, Wait
from grader.trace import NANO, Run
from tests.support.hostile import BODY, HEADERS, POST, URL, Deed, Peer, packed, play

NO_MESSAGE = "no message: does the code write to file descriptor 3"
TOO_MUCH = "too many parts, or is nested too deeply"


def done(value: bytes) -> Deed:
    """Return the deed of ending the call with a value that is MessagePack already."""
    head = b"\x83\xa2is\xa4done\xa5nonce"
    return lambda peer, command: peer.send(head + packed(command.nonce) + b"\xa5value" + value)


def raw(body: bytes) -> Deed:
    """Return the deed of sending a frame."""
    return lambda peer, _: peer.send(body)


def asks(*events: protocol.Event) -> Deed:
    """Return the deed of sending events, the answer to each of which is read before the next."""
    return lambda peer, _: [peer.ask(event) for event in events]


def returns(peer: Peer, command: Command, value: Any = None) -> None:
    """End a call as an honest worker does."""
    peer.say(Done(command.nonce, value))


def colliding(count: int) -> list[bytes]:
    """Return different arrays of -1 and -2, as MessagePack: as tuples all of them have one hash."""
    return [b"\x9f" + bytes(row) for row in itertools.islice(itertools.product(b"\xff\xfe", repeat=15), count)]


# ---------------------------------------------------------------- frames


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b"\x93\x01",
        b"\x83\xa2is\xa4wait",
        packed([1, 2]),
        packed("wait"),
        packed({"ns": 1}),
        packed({"is": "unheard of", "ns": 1}),
        packed({"is": 1, "ns": 1}),
        packed({"is": "wait"}),
        packed({"is": "wait", "ns": 1, "more": 1}),
        packed({"is": "wait", "ns": "1"}),
        packed({"is": "wait", "ns": 1.5}),
        packed({"is": "wait", "ns": math.nan}),
        packed({"is": "wait", "ns": math.inf}),
        packed({"is": "wait", "ns": True}),
        packed({"is": "wait", "ns": None}),
        packed({"is": "wait", "ns": 1}) + b"\x00",
        packed({"is": "chunk", "stream": []}),
        packed({"is": "call", "nonce": 1, "name": "f", "now": 0}),
        packed({"is": "later", "ticket": 1, "at": 1}),
        packed({"is": "handle", "nonce": 1, "handle": 1, "kind": "a file"}),
        packed({"is": "http", "method": "GET", "url": URL, "headers": [["one"]], "body": b""}),
        packed({"is": "http", "method": "GET", "url": URL, "headers": [], "body": "text"}),
        packed({"is": "wait", "ns": 1}).replace(b"ns", b"\xff\xfe"),
        packed({"is": "callback", "name": "?"}).replace(b"?", b"\xff"),
        b"\x82\xa2is\xa4wait\xa2ns\xd6\xff\x00\x00\x00\x00",
        b"\x82\xa2is\xa4wait\x01\x02",
    ],
    ids=itertools.count(),
)
def test_what_is_no_message_is_a_breach(body: bytes) -> None:
    """Truncated, mistyped and unknown frames, unknown fields, what is the judge's to say, text that is not UTF-8."""
    with pytest.raises(Breach, match=NO_MESSAGE):
        play(raw(body))


@pytest.mark.parametrize(
    "value",
    [
        b"\xd4\x05\x00",
        b"\xc7\x03\x05abc",
        b"\xd6\xff\x00\x00\x00\x00",
        b"\x91\xd7\xff\x00\x00\x00\x00\x00\x00\x00\x00",
        b"\x81\x01\x02",
        b"\x81\xc0\x02",
        b"\x81\xc4\x01a\x02",
        b"\x81\x91\x01\x02",
        b"\x82\xa1a\x01\x92\x01\x02\x03",
        b"\xa1\xff",
        b"\xdd\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\x91" * 900 + b"\xc0",
    ],
    ids=itertools.count(),
)
def test_a_value_that_is_not_of_the_grammar_is_a_breach(value: bytes) -> None:
    """Extensions, timestamps, keys that are no text, lengths that lie."""
    with pytest.raises(Breach, match=rf"{NO_MESSAGE}|{TOO_MUCH}"):
        play(done(value))


def test_a_key_that_comes_twice_is_data() -> None:
    """The last one counts, whoever reads it."""
    assert {"a": 2} == play(done(b"\x82\xa1a\x01\xa1a\x02")).value


@pytest.mark.parametrize("length", [protocol.FRAME_CAP + 1, 0xFFFFFFFF])
def test_a_frame_that_says_it_is_too_large_is_never_waited_for(length: int) -> None:
    """Its head is enough."""
    with pytest.raises(Breach, match="too large"):
        play(lambda peer, _: peer.sock.sendall(protocol.HEADER.pack(length)))


@pytest.mark.parametrize(
    "value",
    [
        b"\xdd" + struct.pack(">I", 1_000_000) + b"\x80" * 1_000_000,
        b"\xdd" + struct.pack(">I", 1_000_000) + b"\x90" * 1_000_000,
        b"\x91" * 1_000_000,
        b"\x91" * 100 + b"\xc0",
        packed({"$": "tuple", "v": [[] for _ in range(shape.PARTS)]}),
    ],
    ids=itertools.count(),
)
def test_a_bomb_is_never_built(value: bytes) -> None:
    """A megabyte of empty maps would be seventy in the judge."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Breach, match=rf"{TOO_MUCH}|{NO_MESSAGE}"):
        play(done(value))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_keys_of_one_hash_are_refused() -> None:
    """Each would be compared with all that came before: a megabyte of them takes minutes."""
    keys = colliding(4_000)
    untagged = b"\xde" + struct.pack(">H", len(keys)) + b"".join(key + b"\xc0" for key in keys)
    with pytest.raises(Breach, match=NO_MESSAGE):
        play(done(untagged))
    twins = [{"$": "tuple", "v": list(row)} for row in itertools.product((-1, -2), repeat=10)]
    for tagged in ({"$": "set", "v": twins}, {"$": "dict", "v": [[twin, 0] for twin in twins]}):
        with pytest.raises(Breach, match=TOO_MUCH):
            play(done(packed(tagged)))


def test_keys_that_differ_are_fine() -> None:
    """-1 and -2 have one hash by chance."""
    pairs = [[n, 0] for n in range(-5, 5_000)]
    assert dict.fromkeys(range(-5, 5_000), 0) == play(done(packed({"$": "dict", "v": pairs}))).value


@pytest.mark.parametrize(
    "value",
    [
        {"$": "unheard of"},
        {"$": 1},
        {"$": "int", "v": "9" * 5_000},
        {"$": "int", "v": 1},
        {"$": "decimal", "v": "9" * 5_000},
        {"$": "decimal", "v": "many"},
        {"$": "str", "v": "text"},
        {"$": "datetime", "v": "now"},
        {"$": "timedelta", "v": [math.inf]},
        {"$": "timedelta", "v": [10**12]},
        {"$": "set", "v": [[]]},
        {"$": "dict", "v": [[1]]},
        {"$": "dict", "v": [[1, 2, 3]]},
        {"$": "dict", "v": [[{}, 2]]},
        {"$": "dict", "v": 3},
        {"$": "model", "cls": 1, "data": {}},
        {"$": "model", "cls": "A", "v": []},
        {"$": "error", "mro": 1, "message": ""},
        {"$": "error", "mro": [], "message": "", "where": {"line": True, "function": "f"}},
        {"$": "error", "mro": [], "message": "", "cause": 3},
        {"$": "handle", "id": 1},
        {"$": "client", "id": 0},
    ],
    ids=itertools.count(),
)
def test_a_value_that_is_none_is_a_breach(value: Any) -> None:
    """What only the judge sends, and what does not make sense."""
    with pytest.raises(Breach, match="a value that is none"):
        play(done(packed(value)))


def test_a_decimal_that_nobody_can_write_out_does_not_cross() -> None:
    """As an integer it would fill the judge's memory."""
    assert "Opaque" == type(play(done(packed({"$": "decimal", "v": "1E+999999999"}))).value).__name__


# ---------------------------------------------------------------- endings


def test_an_answer_must_echo_its_question() -> None:
    """Numbers are drawn anew for each question, and too large to be guessed."""
    with pytest.raises(Breach, match="did not ask"):
        play(lambda peer, command: peer.say(Done(command.nonce + 1)))


def test_a_second_answer_does_not_count_for_the_next_question() -> None:
    """It would be taken for what the next call returned."""

    def twice(peer: Peer, command: Command) -> None:
        returns(peer, command, 1)
        returns(peer, command, 2)

    with pytest.raises(Breach, match="did not ask"):
        play(twice, act=lambda submission, _, __: submission.f() and submission.f())


@pytest.mark.parametrize("ending", [Item(0, 1), protocol.Stop(0), Ready(0)])
def test_an_answer_must_fit_its_question(ending: protocol.Ending) -> None:
    """A call is not answered by an item, whatever number it bears."""
    with pytest.raises(Breach, match="The worker answered Call with"):
        play(lambda peer, command: peer.say(type(ending)(command.nonce, *([1] if isinstance(ending, Item) else []))))


def test_an_item_must_be_asked_for() -> None:
    """An iterator that gives a call's answer for an item gives none."""

    def answer(peer: Peer, command: Command) -> None:
        if isinstance(command, protocol.Call):
            peer.say(Handle(command.nonce, 1, "iterator"))
        else:
            returns(peer, command)

    with pytest.raises(Breach, match="answered Pull with Done"):
        play(answer)


def test_what_was_raised_must_be_an_exception() -> None:
    """A number can't be raised."""
    with pytest.raises(Breach, match="a value that is none"):
        play(lambda peer, command: peer.say(Raised(command.nonce, 7)))


def test_an_answer_while_a_callback_is_slow_ends_the_call() -> None:
    """Nobody has to wait for what was promised; the promise is of no use in the next call of another case."""

    def act(submission: Any, api: Any, _: Any) -> Run:
        return submission.f(api.callback("sink", lambda: Late(1, 5.0)))  # type: ignore[no-any-return]

    def hurry(peer: Peer, command: Command) -> None:
        assert isinstance(peer.ask(Callback("sink")), protocol.Later)
        returns(peer, command, 3)

    assert (3, 0.0) == ((run := play(hurry, act=act)).value, run.elapsed)


# ---------------------------------------------------------------- the clock


@pytest.mark.parametrize(("ns", "ending", "words"), [
    (-2, Breach, "can't be negative"),
    (-(2**63), Breach, "can't be negative"),
    (2**63, TimedOut, "40 days of virtual time"),
    (2**64 - 1, TimedOut, "40 days of virtual time"),
    (protocol.NEVER, TimedOut, "never happens"),
])  # fmt: skip
def test_a_wait_is_neither_negative_nor_endless(ns: int, ending: type[Ended], words: str) -> None:
    """It ends within the budget of virtual time, and after it began."""
    with pytest.raises(ending, match=words):
        play(asks(Wait(ns)))


def test_a_wait_is_not_negative_where_a_cancellation_would_end_it() -> None:
    """Such as one that is overdue."""

    def act(submission: Any, api: Any, _: Any) -> Run:
        api.sleep(5)
        return submission.f()  # type: ignore[no-any-return]

    with pytest.raises(Breach, match="can't be negative"):
        play(asks(Wait(-2)), "ok; cancel@1", act=act)


def test_a_reply_is_not_collected_before_its_time() -> None:
    """Who says to have waited must have moved the judge's clock."""

    def early(peer: Peer, _: Command) -> None:
        later = peer.ask(POST)
        peer.ask(Wait(later.at - peer.now - NANO))
        peer.ask(Collect(later.ticket))

    with pytest.raises(Breach, match="before its time"):
        play(early, "ok delay=5")


def test_a_reply_is_collected_once() -> None:
    """A second time nobody promised it."""

    def again(peer: Peer, _: Command) -> None:
        later = peer.ask(POST)
        peer.ask(Wait(later.at - peer.now))
        peer.ask(Collect(later.ticket))
        peer.ask(Collect(later.ticket))

    with pytest.raises(Breach, match="nobody promised"):
        play(again, "ok delay=5")


def test_a_piece_is_not_read_before_its_time() -> None:
    """The body comes at its own pace, however often it is asked for."""

    def early(peer: Peer, _: Command) -> None:
        head = peer.settle(POST)
        peer.ask(Chunk(head.stream))
        peer.ask(Chunk(head.stream))

    with pytest.raises(Breach, match="before the last piece"):
        play(early, "ok pace=1")


@pytest.mark.parametrize(("bound", "answer"), [
    (math.nan, "Head"),
    (math.inf, "Head"),
    (1e308, "Head"),
    (-math.inf, "Fault"),
    (-1.0, "Fault"),
    (0.0, "Fault"),
])  # fmt: skip
def test_an_odd_timeout_is_data(bound: float, answer: str) -> None:
    """It is the client's own business, and never the judge's error; what is no number is no bound."""

    def ask(peer: Peer, command: Command) -> None:
        timeout: dict[str, float | None] = {"read": bound, "connect": bound, "no such phase": bound}
        returns(peer, command, type(peer.settle(protocol.Http("POST", URL, HEADERS, BODY, timeout))).__name__)

    assert answer == play(ask, "ok delay=5").value


# ---------------------------------------------------------------- streams, callbacks, objects


def streamed(*after: Callable[[int], protocol.Event]) -> Deed:
    """Return the deed of reading a reply to its end, and of these events about its stream."""

    def deed(peer: Peer, _: Command) -> None:
        head = peer.ask(POST)
        while not isinstance(peer.ask(Chunk(head.stream)), protocol.End):
            pass
        for event in after:
            peer.ask(event(head.stream))

    return deed


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (asks(Chunk(1)), "never given"),
        (asks(Chunk(-1)), "never given"),
        (asks(Closed(2**63)), "never given"),
        (streamed(Chunk), "had ended"),
        (streamed(Closed, Chunk), "had ended"),
        (streamed(lambda key: Chunk(key + 1)), "never given"),
        (asks(Collect(1)), "nobody promised"),
        (asks(Abandon(1)), "nobody promised"),
        (asks(Callback("print", ["x"])), "never given"),
        (asks(Callback("store.get", ["x"])), "never given"),
        (asks(Callback("__class__")), "never given"),
    ],
    ids=itertools.count(),
)
def test_what_was_never_given_is_not_used(deed: Deed, words: str) -> None:
    """Unknown streams, tickets and callbacks; also those that are known and over."""
    with pytest.raises(Breach, match=words):
        play(deed)


def test_an_abandoned_reply_is_gone() -> None:
    """Its body can't be read later."""

    def late(peer: Peer, _: Command) -> None:
        head = peer.ask(POST)
        later = peer.ask(Chunk(head.stream))
        peer.ask(Abandon(later.ticket))
        peer.ask(Chunk(head.stream))

    with pytest.raises(Breach, match="was closed"):
        play(late, "ok pace=1")


def test_the_streams_of_a_worker_end_with_it() -> None:
    """A kill that the case plans leaves nothing to the next worker."""
    keys: list[int] = []

    def outlive(peer: Peer, _: Command) -> None:
        if keys:
            peer.ask(Chunk(keys[0]))
        keys.append(peer.ask(POST).stream)
        peer.ask(Wait(1))

    with pytest.raises(Breach, match="never given"):
        play(outlive, "ok; kill-before@2", act=lambda submission, _, __: submission.f() and submission.f())


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [([], {}), ([1, 2, 3], {}), ([], {"self": 1}), ([[]], {}), ([{"$": "set", "v": []}], {}), ([1], {"not a name": 2})],
    ids=itertools.count(),
)
def test_a_wrong_call_of_a_callback_is_raised_where_it_was_made(args: list[Any], kwargs: dict[str, Any]) -> None:
    """Odd arguments are the caller's error, and the judge's functions never break on them."""

    def act(submission: Any, api: Any, _: Any) -> Run:
        return submission.f(api.store({}))  # type: ignore[no-any-return]

    def call(peer: Peer, command: Command) -> None:
        answers = [peer.ask(Callback(f"store.{name}", args, kwargs)) for name in ("get", "put")]
        assert all(isinstance(answer, protocol.Fault | protocol.Return) for answer in answers)
        returns(peer, command)

    assert play(call, act=act).returned


def test_a_store_keeps_no_value_that_could_not_be_read() -> None:
    """Floats of four bytes would come back as eight, and the message would be too large."""

    def act(submission: Any, api: Any, _: Any) -> Run:
        return submission.f(api.store({}))  # type: ignore[no-any-return]

    short_floats = b"\xdd" + struct.pack(">I", 150_000) + b"\xca\x3f\x80\x00\x00" * 150_000
    body = b"\x83\xa2is\xa8callback\xa4name\xa9store.put\xa4args\x92\xa1k" + short_floats

    def fill(peer: Peer, command: Command) -> None:
        peer.send(body)
        answer = peer.hear()
        assert (protocol.Fault, "ValueError") == (type(answer), answer.name)
        peer.ask(Callback("store.get", ["k"]))
        returns(peer, command)

    assert play(fill, act=act).returned


def test_what_is_wrong_with_a_call_is_told_in_few_words() -> None:
    """The message of Python's error quotes a name of a megabyte, and would be too large to be sent back."""

    def act(submission: Any, api: Any, _: Any) -> Run:
        return submission.f(api.store({}))  # type: ignore[no-any-return]

    def call(peer: Peer, command: Command) -> None:
        answer = peer.ask(Callback("store.put", [], {"x" * (protocol.FRAME_CAP - 100): 1}))
        assert "put() got an unexpected keyword argument 'xxx" in answer.message
        returns(peer, command, len(answer.message))

    assert play(call, act=act).value < 1_000


def test_a_long_description_of_an_exception_is_cut() -> None:
    """Every result quotes it: a forged one would make each of them large."""
    long = "x" * 150_000
    described = {
        "$": "error",
        "mro": [long] * 3,
        "message": long,
        "where": {"line": 1, "function": long, "source": long},
    }
    found = play(lambda peer, command: peer.say(Raised(command.nonce, described))).error
    assert found is not None
    assert found.where is not None
    texts = (found.message, *found.bases, found.where.function, found.where.source)
    assert max(map(len, texts)) < 2_200
    many = {"$": "error", "mro": ["x"] * 10_000, "message": ""}
    found = play(lambda peer, command: peer.say(Raised(command.nonce, many))).error
    assert found is not None
    assert len(found.bases) == 100


def test_callbacks_within_callbacks_are_a_budget_like_all_else() -> None:
    """The judge answers each at once, so that none is ever within another on its side."""

    def act(submission: Any, api: Any, _: Any) -> Run:
        return submission.f(api.callback("again", lambda: None))  # type: ignore[no-any-return]

    with pytest.raises(TimedOut, match="more than 1,000 messages"):
        play(asks(*[Callback("again")] * 1_001), act=act, frames=1_000)


# ---------------------------------------------------------------- sockets


def test_a_flood_that_never_reads_ends_by_the_deadline() -> None:
    """The judge's own sending stands under it too."""

    def flood(peer: Peer, _: Command) -> None:
        while True:
            peer.say(Wait(1))

    with pytest.raises(TimedOut, match=r"0.3 s of real time"):
        play(flood, wall=0.3, frames=10**9)


def test_a_slow_drip_ends_by_the_deadline() -> None:
    """A byte now and then is no sign of life."""

    def drip(peer: Peer, _: Command) -> None:
        peer.sock.sendall(b"\x00\x01\x00\x00")
        for byte in itertools.repeat(b"\x00"):
            peer.sock.sendall(byte)
            time.sleep(0.05)

    began = time.monotonic()
    with pytest.raises(TimedOut, match=r"0.3 s of real time"):
        play(drip, wall=0.3)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("how", [socket.SHUT_WR, socket.SHUT_RD, socket.SHUT_RDWR])
def test_a_half_closed_socket_is_a_closed_one(how: int) -> None:
    """Whichever half: the worker lives on, and can't be spoken with."""

    def close(peer: Peer, _: Command) -> None:
        peer.sock.shutdown(how)
        with contextlib.suppress(OSError):
            peer.say(Wait(1))

    with pytest.raises(Crashed, match="closed its connection to the grader"):
        play(close)


def test_descriptors_that_are_passed_along_are_dropped() -> None:
    """They would fill the judge's table, or be mistaken for its own."""
    held: list[int] = []

    def act(submission: Any, _: Any, __: Any) -> Run:
        for _ in range(2):
            run = submission.f()
            held.append(sum(1 for _ in Path("/dev/fd").iterdir()))
        return run  # type: ignore[no-any-return]

    def smuggle(peer: Peer, command: Command) -> None:
        body = protocol.encode(Done(command.nonce))
        rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0] * 40))
        peer.sock.sendmsg([body], [rights])

    assert play(smuggle, act=act).returned
    assert held[0] == held[1]


# ---------------------------------------------------------------- requests


def sends(url: str = URL, headers: Any = (), body: bytes = BODY, method: str = "POST") -> Deed:
    """Return the deed of sending one request, reading the reply, and returning what its body was."""

    def deed(peer: Peer, command: Command) -> None:
        answer = peer.settle(protocol.Http(method, url, [*HEADERS, *headers], body))
        size = 0
        if isinstance(answer, protocol.Head):
            while isinstance(piece := peer.settle(Chunk(answer.stream)), protocol.Data):
                size += len(piece.data)
            returns(peer, command, [answer.status, size])
        else:
            returns(peer, command, answer.name)

    return deed


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/v1/messages",
        "http://api.anthropic.com/v1/messages",
        "https://api.anthropic.com:443/v1/messages",
        "https://api.anthropic.com@example.com/v1/messages",
        "https://api.anthropic.com.example.com/v1/messages",
        "file:///etc/passwd",
        "//api.anthropic.com/v1/messages",
        "https://[::1/v1/messages",
        "https://\u2100.com/",
        "",
    ],
    ids=itertools.count(),
)
def test_another_place_is_no_place(url: str) -> None:
    """There is no network, and no file is looked at."""
    assert "ConnectError" == play(sends(url)).value


@pytest.mark.parametrize(
    ("deed", "status"),
    [
        (sends(headers=[("x-a", "b\r\nx-api-key: c"), ("a\r\n\r\nGET / HTTP/1.1", "")]), 200),
        (sends(headers=[("x" * 500_000, "y" * 500_000)]), 200),
        (sends(headers=[("x-a", "1")] * 20_000), 200),
        (sends(body=b"\xff\xfe\x00"), 400),
        (sends(body=b"{" * 500), 400),
        (sends(body=b"\xef\xbb\xbf{}"), 400),
        (sends(body=b'{"a":' * 5_000), 400),
        (sends(body=BODY[:-1] + b', "tools": ' + b"[" * 300 + b"]" * 300 + b"}"), 400),
        (sends(body=BODY[:-1] + b', "system": ' + b"[" * 90 + b"]" * 90 + b"}"), 200),
        (sends(body=BODY[:-1] + b', "system": "\\ud800"}'), 200),
        (sends(body=BODY.replace(b"64", b"9" * 4_000)), 200),
        (sends(body=BODY.replace(b"64", b"9" * 5_000)), 400),
        (sends(body=BODY.replace(b"64", b"NaN")), 400),
        (sends(method="P" * 100_000), 405),
        (sends(method=""), 405),
        (sends(URL + "/../../\x00\n"), 404),
        (sends(URL + "/batches/" + '"' * 60_000, method="GET"), 404),
        (sends(URL + "/batches?limit=000000001" + "9" * 5_000, body=b"", method="GET"), 400),
        (sends(URL + "/batches?limit=" + "1" * 60_000, body=b"", method="GET"), 400),
        (sends(URL + "/batches?after_id=%ff%00", body=b"", method="GET"), 400),
        (sends(headers=[("anthropic-beta", '"' * 900_000)]), 200),
    ],
    ids=itertools.count(),
)
def test_an_odd_request_is_data(deed: Deed, status: int) -> None:
    """Smuggled lines, a megabyte of header, a body that is neither text nor JSON: the API answers, and no more."""
    assert status == play(deed).value[0]


def test_a_reply_that_quotes_what_was_sent_comes_in_parts() -> None:
    """As JSON it may be twice as long, and a message to the worker has its limit."""
    body = BODY.replace(b"claude-sonnet-5-5", b"\\u0000" * 100_000)
    assert play(sends(body=body)).value[1] > 600_000
    version = [("x-api-key", "k"), ("anthropic-version", '"' * 1_000_000)]

    def quote(peer: Peer, command: Command) -> None:
        head = peer.settle(protocol.Http("POST", URL, version, BODY))
        sizes: list[int] = []
        while isinstance(piece := peer.settle(Chunk(head.stream)), protocol.Data):
            sizes.append(len(piece.data))
        returns(peer, command, sizes)

    assert sum(play(quote).value) > 2_000_000


def test_no_client_sends_an_endless_url() -> None:
    """Python keeps the last hundred that it took apart."""
    with pytest.raises(Breach, match="a URL of 70,"):
        play(sends("https://api.anthropic.com/" + "x" * 70_000))


# ---------------------------------------------------------------- budgets


def test_the_calls_of_an_exercise_have_a_budget_together() -> None:
    """The judge keeps what it saw until the exercise is judged."""

    def act(submission: Any, _: Any, __: Any) -> Run:
        for _ in range(10):
            run = submission.f()
        return run  # type: ignore[no-any-return]

    with pytest.raises(TimedOut, match="calls of this exercise sent more than 1,000,000 bytes"):
        play(lambda peer, command: returns(peer, command, "x" * 200_000), act=act, kept=1_000_000)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Callback("sink", [[None] * 10_000]), "bytes to the grader"),
        (protocol.Http("POST", URL, [], b"," * 10_000), "bytes to the grader"),
        (protocol.Http("POST", URL, [], b" " * 10_000), "real time"),
    ],
    ids=["values", "a body of parts", "a body"],
)
def test_what_a_message_takes_in_memory_counts(event: protocol.Event, words: str) -> None:
    """A byte on the wire may be an object in the judge, and a comma in a body may be one as well."""

    def act(submission: Any, api: Any, _: Any) -> Run:
        return submission.f(api.callback("sink", lambda _: None))  # type: ignore[no-any-return]

    with pytest.raises(TimedOut, match=words):
        play(asks(event, event), act=act, received=1_000_000, wall=0.3)


def test_a_long_message_is_cut() -> None:
    """What code sends is quoted in sentences that people read."""
    error = {"$": "error", "mro": ["retrial.MissingFunction"], "message": "y" * 300_000}

    def fail(peer: Peer, command: Command) -> None:
        peer.say(Raised(command.nonce, error))

    with pytest.raises(Crashed) as caught:
        play(fail)
    assert len(caught.value.message) < 1_000
