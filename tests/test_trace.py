"""What replies say, and what of it reached the client."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grader.trace import Attempt, Event, Reply, Request, Run, fits
from grader.wire import body
from grader.wire.notation import read_script
from grader.wire.saying import Saying
from grader.wire.simulator import Simulator

STREAM = (("Content-Type", "text/event-stream; charset=utf-8"),)
PARAMS = {"model": "claude-haiku-4-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}


def streamed(script: str) -> list[bytes]:
    """Return the events of a stream that says what a script says."""
    saying = read_script(script).steps[0].saying or Saying(())
    return body.stream(saying, mint=Simulator(1).mint, params=PARAMS, wall=1_795_000_000.0)


def run_of(*bodies: tuple[bytes, bytes]) -> Run:
    """Return a run of one request for each pair of a whole body and what arrived of it."""
    events: list[Event] = []
    for n, (whole, arrived) in enumerate(bodies, 1):
        found: list[tuple[Any, dict[str, Any]]] = [
            ("request", {"request": Request("POST", "/v1/messages")}),
            ("reply", {"reply": Reply(200, STREAM, whole)}),
            *(("chunk", {"data": arrived[i : i + 50]}) for i in range(0, len(arrived), 50)),
        ]
        events += [Event(len(events) + i, kind, 0, 0, n, data) for i, (kind, data) in enumerate(found)]
    return Run("f()", "returned", tuple(events))


def attempt_of(arrived: bytes) -> Attempt:
    """Return an attempt of whose body this arrived."""
    return run_of((b"", arrived)).attempts[0]


def test_a_stream_says_its_text() -> None:
    """Thinking, the input of tools and what no client knows are no text."""
    script = 'ok thinking:"hm" "a\\n" ping "b" ~text ?weather tool:"t" json:"{}" "漢"'
    reply = Reply(200, STREAM, b"".join(streamed(script)))
    assert reply.text == "a\nb漢"
    assert [reply.events[0]["type"], reply.events[-1]["type"]] == ["message_start", "message_stop"]


def test_a_message_says_its_text() -> None:
    """Text of all text blocks, joined; a message is no stream."""
    content = [{"type": "text", "text": "a"}, {"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "b"}]
    reply = Reply(200, (), json.dumps({"content": content}).encode())
    assert (reply.text, reply.events) == ("ab", ())


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200),
        Reply(200, STREAM, b"\xff"),
        Reply(200, STREAM, b'data: 1\ndata: {"delta": 3}\ndata: {}'),
        Reply(200, (), b'{"content": [3, {"type": "text"}, {"type": "text", "text": 3}]}'),
        Reply(200, (), b'{"content": null}'),
        Reply(200, (), b'{"content": 3}'),
        Reply(200, (), b"[]"),
    ],
)
def test_a_reply_without_text_says_nothing(reply: Reply) -> None:
    """Odd bodies have no text, and break nothing."""
    assert reply.text == ""


def test_a_run_says_what_all_replies_say() -> None:
    """What was said is counted in full, however little of it arrived."""
    one, other = (b"".join(streamed(script)) for script in ('ok "a"', 'ok "b" "c"'))
    run = run_of((one, b""), (other, other))
    assert (run.said, [attempt.said for attempt in run.attempts]) == ("abc", ["a", "bc"])


def test_a_body_is_torn_where_data_came_without_its_end() -> None:
    """An event without its empty line counts for some readers; one whose data is cut counts for none."""
    first, second = streamed('ok "a"')[:2]
    assert not attempt_of(b"").torn
    assert not attempt_of(first + second).torn
    assert [attempt_of(first + second[:-n]).torn for n in (1, 2)] == [True, True]
    assert not attempt_of(first + second[:-1].rstrip()[:-1]).torn
    assert not attempt_of(first + second.partition(b"\n")[0] + b"\n").torn


def test_a_body_is_torn_within_a_letter() -> None:
    """Where a letter is cut, some readers raise, and others end; at its ends nothing is torn."""
    first, second = streamed('ok "漢"')[2:4]
    at = second.index("漢".encode())
    assert [False, True, True, False] == [attempt_of(first + second[: at + n]).torn for n in range(4)]


@pytest.mark.parametrize(
    ("sent", "holds"),
    [("GET /v1/a/b", True), ("GET /v1/a", False), ("GET /v1/a/b/c", False), ("PUT /v1/a/b", False)],
)
def test_what_a_pattern_names(sent: str, *, holds: bool) -> None:
    """A star stands for one part of a path, whatever it is, and for no more."""
    assert holds == fits(sent, "GET /v1/a/*")
