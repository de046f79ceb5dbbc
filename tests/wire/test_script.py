"""Scripts as origins: what becomes of each request, and of a body that breaks."""

from __future__ import annotations

import json
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.trace import Reply, Request
from grader.wire.delivery import NEVER, Delivery, Fault, Instant
from grader.wire.notation import read_script
from grader.wire.pieces import break_at, ends, pieces
from grader.wire.script import Scripted
from grader.wire.simulator import Simulator
from grader.wire.sse import Reader
from grader.wire.steps import Place

NOW = Instant(0, 1_795_000_000.0)
HEADERS = (("x-api-key", "any"), ("anthropic-version", "2026-10-21"), ("content-type", "application/json"))
PARAMS = {"model": "claude-haiku-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}
MESSAGE = Request("POST", "/v1/messages", HEADERS, json.dumps(PARAMS).encode())
STREAM = Request("POST", "/v1/messages", HEADERS, json.dumps({**PARAMS, "stream": True}).encode())
MALFORMED = Request("POST", "/v1/messages", HEADERS, b'{"model": "claude-haiku-5-5"}')
ENTRY = {"custom_id": "a", "params": PARAMS}
BATCH = Request("POST", "/v1/messages/batches", HEADERS, json.dumps({"requests": [ENTRY]}).encode())


def played(script: str, *requests: Request) -> list[Delivery | Fault]:
    """Send requests to a script over the simulator."""
    origin = Scripted(Simulator(0), read_script(script))
    return [origin.answer(request, NOW) for request in requests]


def delivery(script: str, request: Request = STREAM) -> Delivery:
    """Send one request, which is answered."""
    [found] = played(script, request)
    assert isinstance(found, Delivery)
    return found


def arrived(found: Delivery) -> bytes:
    """Return all that arrives of a body."""
    return b"".join(piece.data for piece in found.pieces)


def names(body: bytes) -> list[str]:
    """Return the names of the whole events in a body."""
    return [event.name for event in Reader().feed(body)]


def statuses(found: list[Delivery | Fault]) -> list[int | str]:
    """Return the status of each reply, or the name of the fault."""
    return [f.reply.status if isinstance(f, Delivery) else f.name for f in found]


def test_each_request_takes_the_next_step() -> None:
    """Steps are used in order, and after the last one all is ok."""
    found = played("529; refused; connect-timeout; 429", *[MESSAGE] * 6)
    assert statuses(found) == [529, "ConnectError", "ConnectTimeout", 429, 200, 200]


def test_the_last_step_for_ever() -> None:
    """With `...` the last reply is given for ever."""
    assert statuses(played("ok; 529; ...", *[MESSAGE] * 4)) == [200, 529, 529, 529]


def test_a_malformed_request_is_refused_whatever_the_script_says() -> None:
    """No overload hides that a request is malformed, and its step is used up."""
    assert statuses(played("529; 500; ok", MALFORMED, MESSAGE, MALFORMED)) == [400, 500, 400]


def test_an_error_says_what_its_step_says() -> None:
    """Status, type, code, message and headers of an error are the script's."""
    step = '429 type=billing_error code=spend message="No more." retry-after=7 delay=2'
    found = delivery(step, MESSAGE)
    error = found.reply.json["error"]
    assert (error["type"], error["details"]["error_code"], error["message"]) == ("billing_error", "spend", "No more.")
    assert found.reply.header("retry-after") == "7"
    assert found.after == 2


def test_headers_are_replaced_and_left_out() -> None:
    """A header of the script takes the place of the base's, whatever its case; `-name` leaves one out."""
    found = delivery("ok Request-Id=req_1 -cf-ray retry-after=3").reply
    assert [value for name, value in found.headers if name.lower() == "request-id"] == ["req_1"]
    assert (found.header("cf-ray"), found.header("retry-after")) == (None, "3")
    assert "cf-ray" not in dict(found.headers)


def test_a_reply_says_its_parts() -> None:
    """Text, stop reason and usage of a reply are the script's."""
    body = delivery('ok "a" "b" stop=max_tokens usage.output_tokens=7', MESSAGE).reply.json
    assert [block["text"] for block in body["content"]] == ["ab"]
    assert (body["stop_reason"], body["usage"]["output_tokens"]) == ("max_tokens", 7)


def test_a_reply_without_parts_still_says_something() -> None:
    """Where only the stop reason is given, the words are random; a refusal says nothing."""
    assert delivery("ok stop=max_tokens", MESSAGE).reply.json["content"]
    assert not delivery("ok stop=refusal", MESSAGE).reply.json["content"]


def test_details_and_sequence() -> None:
    """Why a reply was refused, and which sequence stopped it, are the script's."""
    refused = delivery('ok stop=refusal details={"type":"refusal","category":"cyber","explanation":null}', MESSAGE)
    assert refused.reply.json["stop_details"]["category"] == "cyber"
    assert delivery("ok stop=stop_sequence sequence=END", MESSAGE).reply.json["stop_sequence"] == "END"


def test_silence_comes_after_the_request_took_effect() -> None:
    """A silent server has received the request: a batch is created, and only the client does not know."""
    simulator = Simulator(0)
    origin = Scripted(simulator, read_script("silent"))
    found = origin.answer(BATCH, NOW)
    assert isinstance(found, Delivery)
    assert (found.after, found.pieces) == (NEVER, ())
    listed = simulator.reply(Request("GET", "/v1/messages/batches", HEADERS), NOW).json["data"]
    assert [batch["id"] for batch in listed] == [found.reply.json["id"]]


def test_no_connection_and_no_effect() -> None:
    """A refused connection brings no request to the API; its delay is kept."""
    simulator = Simulator(0)
    found = Scripted(simulator, read_script("refused delay=2")).answer(BATCH, NOW)
    assert found == Fault("ConnectError", "[Errno 111] Connection refused", 2.0)
    assert simulator.reply(Request("GET", "/v1/messages/batches", HEADERS), NOW).json["data"] == []


# ---------------------------------------------------------------- polls


def test_a_script_may_be_about_some_requests_alone() -> None:
    """What a script is not about is answered `ok`, and uses up no step."""
    simulator = Simulator(0)
    batch = simulator.plant(2, NOW, seconds=0)
    origin = Scripted(simulator, read_script("500; 529"), about="GET /v1/messages/batches/*/results")
    poll, results = (Request("GET", f"/v1/messages/batches/{batch}{end}", HEADERS) for end in ("", "/results"))
    found = [origin.answer(request, NOW) for request in (poll, results, poll, BATCH, results, results)]
    assert [200, 500, 200, 200, 529, 200] == [d.reply.status for d in found if isinstance(d, Delivery)]


def test_statuses_wait_for_a_poll() -> None:
    """What a batch says of itself is kept for polls; other requests are answered meanwhile."""
    simulator = Simulator(0)
    origin = Scripted(simulator, read_script("in_progress; canceling; 529"))
    created = origin.answer(BATCH, NOW)
    assert isinstance(created, Delivery)
    poll = Request("GET", f"/v1/messages/batches/{created.reply.json['id']}", HEADERS)
    found = [origin.answer(request, NOW) for request in (poll, MESSAGE, poll, poll, poll)]
    replies = [f.reply for f in found if isinstance(f, Delivery)]
    states = [reply.json.get("processing_status", reply.status) for reply in replies]
    assert states == ["in_progress", 200, "canceling", 529, "ended"]


def test_polls_can_be_left_to_the_base() -> None:
    """Where polls are the base's, a batch takes the simulator's time."""
    origin = Scripted(Simulator(0), read_script("ok"), polls=None)
    created = origin.answer(BATCH, NOW)
    assert isinstance(created, Delivery)
    poll = Request("GET", f"/v1/messages/batches/{created.reply.json['id']}", HEADERS)
    found = origin.answer(poll, NOW)
    assert isinstance(found, Delivery)
    assert found.reply.json["processing_status"] == "in_progress"


# ---------------------------------------------------------------- pieces


def test_a_stream_comes_an_event_at_a_time() -> None:
    """By default a stream comes event by event, and every other body in one piece."""
    found = delivery('ok "a" "b"')
    assert all(len(names(piece.data)) == 1 for piece in found.pieces)
    assert arrived(found) == found.reply.body
    assert len(delivery('ok "a"', MESSAGE).pieces) == 1


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
def test_pieces_of_any_size(size: int) -> None:
    """A body comes in pieces of so many bytes, each at its pace."""
    found = delivery(f'ok chunk={size} pace=0.5 "é"')
    assert arrived(found) == found.reply.body
    assert {len(piece.data) for piece in found.pieces[:-1]} <= {size}
    assert {piece.after for piece in found.pieces} == {0.5}


def test_lines_come_one_at_a_time() -> None:
    """Results of a batch come line by line."""
    lines = Reply(200, (("content-type", "application/x-jsonl"),), b'{"a":1}\n{"b":2}\n')
    assert [piece.data for piece in pieces(lines.body, ends(lines))] == [b'{"a":1}\n', b'{"b":2}\n']


# ---------------------------------------------------------------- how a body comes


def test_a_cut_lacks_only_the_end() -> None:
    """By default a stream is cut before its last event, and ends cleanly."""
    whole, found = delivery('ok "a" "b"'), delivery('cut "a" "b"')
    assert names(arrived(found)) == names(whole.reply.body)[:-1]
    assert found.fault is None


@pytest.mark.parametrize(
    ("word", "name"), [("cut", None), ("reset", "ReadError"), ("short", "RemoteProtocolError"), ("stall", None)]
)
@pytest.mark.parametrize("place", ["0", "0e", "1e", "3e", "-1e", "-2e", "120", "-30", "99999", "99e", "-99e"])
def test_breaks(word: str, name: str | None, place: str) -> None:
    """Wherever a stream breaks, what arrives is its beginning, and never its last event."""
    found = delivery(f'{word}@{place} "a" "b" "c"')
    assert found.reply.body.startswith(arrived(found))
    assert "message_stop" not in names(arrived(found))
    assert (found.fault and found.fault.name) == name
    assert (found.pieces[-1:] != () and found.pieces[-1].after == NEVER) == (word == "stall")


def test_breaks_at_an_event() -> None:
    """A place in events is the end of that event."""
    assert len(names(arrived(delivery('reset@3e "a"')))) == 3
    whole = len(names(delivery('ok "a"').reply.body))
    assert len(names(arrived(delivery('reset@-2e "a"')))) == whole - 2
    assert arrived(delivery('cut@10 "a"')) == delivery('ok "a"').reply.body[:10]


def test_a_stream_ends_in_an_error() -> None:
    """The error event comes after whole events, is the last thing the API says, and the end is clean."""
    found = delivery('error@3e "a"')
    assert names(arrived(found))[2:] == ["ping", "error"]
    assert found.fault is None
    assert arrived(found) == found.reply.body
    last = Reader().feed(arrived(found))[-1].data
    assert last is not None
    assert list(last["error"].items())[:2] == [("details", None), ("type", "overloaded_error")]


def test_an_error_can_be_the_first_event() -> None:
    """An error may come before all else, and of any type; a place inside an event is moved before it."""
    assert names(arrived(delivery('error@0e type=api_error "a"'))) == ["error"]
    assert b'"type":"api_error"' in arrived(delivery("error@0e type=api_error"))
    assert names(arrived(delivery('error@5 "a"'))) == ["error"]


def test_a_body_that_is_no_stream_breaks_by_bytes() -> None:
    """JSON breaks after any byte but its last, and has no error event."""
    whole = delivery('ok "a"', MESSAGE)
    assert arrived(delivery('cut@99999 "a"', MESSAGE)) == whole.reply.body[:-1]
    assert arrived(delivery('reset@20 "a"', MESSAGE)) == whole.reply.body[:20]
    assert arrived(delivery('cut "a"', MESSAGE)) == b""
    assert arrived(delivery('error "a"', MESSAGE)) == whole.reply.body


def test_a_refusal_does_not_break() -> None:
    """What is refused is refused whole."""
    found = delivery("cut@0e", MALFORMED)
    assert found.reply.status == 400
    assert arrived(found) == found.reply.body


@given(
    st.binary(max_size=40), st.integers(-50, 50), st.booleans(), st.sampled_from(["event-stream", "x-jsonl", "json"])
)
def test_places_are_within_the_body(body: bytes, number: int, events: bool, kind: str) -> None:
    """No place is outside the body, and units make up the whole."""
    types = {"event-stream": "text/event-stream", "x-jsonl": "application/x-jsonl", "json": "application/json"}
    reply = Reply(200, (("content-type", types[kind]),), body)
    assert 0 <= break_at(reply, Place(number, events)) <= len(body)
    bounds = ends(reply)
    assert bounds == sorted(set(bounds))
    assert list(accumulate(len(p.data) for p in pieces(body, bounds))) == bounds
