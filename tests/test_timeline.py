"""The lines of a timeline."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grader.timeline import LEFT_OUT, timeline
from grader.trace import NANO, Error, Event, Kind, Model, Reply, Request, Run

JSON = ("Content-Type", "application/json")


class Story:
    """A trace under construction: each event takes some seconds, and belongs to a request."""

    def __init__(self, start: float = 100) -> None:
        self.now = int(start * NANO)
        self.events: list[Event] = []

    def add(self, kind: Kind, n: int = 0, *, took: float = 0, **data: Any) -> Event:
        """Add an event that ends after so many seconds."""
        began, self.now = self.now, self.now + round(took * NANO)
        event = Event(len(self.events), kind, began, self.now, n, data)
        self.events.append(event)
        return event

    def request(self, n: int = 1) -> Event:
        """Add a request."""
        return self.add("request", n, request=Request("POST", "/v1/messages"))

    def reply(self, n: int = 1, status: int = 200, *headers: tuple[str, str], body: bytes = b"") -> Event:
        """Add a reply whose body comes in one piece."""
        return self.add("reply", n, reply=Reply(status, (JSON, *headers), body))

    def run(self, **more: Any) -> Run:
        """Return the run so far."""
        return Run("f()", "returned", tuple(self.events), **more)

    def lines(self, marks: dict[int, str] | None = None, limit: int = 40) -> list[str]:
        """Return what its timeline says."""
        return [m.text for m in timeline(self.run(), marks or {}, limit)[0]]


def error_body(type_: str, code: str | None = None) -> bytes:
    """Return the body of an error, with a code in its details if one is given."""
    details = {"details": {"error_code": code}} if code else {}
    return json.dumps({"type": "error", "error": {"type": type_, "message": "…", **details}}).encode()


def test_tells_a_retry() -> None:
    """Requests, replies, waits and the end of a call, in seconds since the call began."""
    story = Story()
    story.add("call", text="f()")
    story.request()
    story.add("latency", took=1.5)
    story.reply(1, 529, ("Retry-After", "7"), body=error_body("overloaded_error"))
    story.add("wait", took=5)
    story.request(2)
    story.reply(2)
    story.add("return", value=Model("Message", {"content": [{"type": "text", "text": "w7 2"}]}))
    moments, left_out = timeline(story.run(), {4: "at least 7 s"})
    assert [
        (0.0, "request", 1, "→ POST /v1/messages", ""),
        (1.5, "reply", 1, "← 529 overloaded_error retry-after=7, after 1.5 s", ""),
        (1.5, "wait", 0, "waits 5 s", "at least 7 s"),
        (6.5, "request", 2, "→ POST /v1/messages", ""),
        (6.5, "reply", 2, "← 200", ""),
        (6.5, "return", 0, "returns Message 'w7 2'", ""),
    ] == [(m.t, m.kind, m.n, m.text, m.mark) for m in moments]
    assert (6.5, 0) == (moments[2].until, left_out)


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("chunk", {"data": b"x" * 1240, "label": 'text "a"'}, '← chunk, 1,240 bytes, text "a"'),
        ("chunk", {"data": b"x"}, "← chunk, 1 byte"),
        ("end", {}, "← end of the body"),
        ("fault", {"name": "ConnectError", "message": "refused"}, "✗ ConnectError: refused"),
        ("closed", {}, "closes the response"),
        ("abandoned", {}, "no longer waits for the reply"),
        ("yield", {"value": "a"}, "yields 'a'"),
        ("close", {}, "is told to stop: close()"),
        ("callback", {"name": "sink", "args": ["a"], "kwargs": {"n": 1}}, "calls sink('a', n=1)"),
        ("put", {"key": "k", "value": "v"}, "store.put('k', 'v')"),
        ("get", {"key": "k", "value": None}, "store.get('k') returns None"),
        ("print", {"text": "a\n"}, "prints 'a\\n'"),
        ("interrupt", {}, "is interrupted"),
        ("kill", {"when": "before", "what": "request"}, "is killed before the request"),
        ("kill", {"when": "after", "what": "put"}, "is killed after store.put"),
        ("return", {"value": None}, "returns None"),
        ("raise", {"error": Error(("exercise.Cut",), "too short")}, "raises Cut: too short"),
        ("reply", {"reply": Reply(429, (), error_body("rate_limit_error", "spend_limit"))},
         "← 429 rate_limit_error spend_limit"),
    ],
)  # fmt: skip
def test_says_what_an_event_is(kind: Kind, data: dict[str, Any], expected: str) -> None:
    """Every kind of event has its words."""
    story = Story()
    story.add(kind, **data)
    assert [expected] == story.lines()


@pytest.mark.parametrize(
    ("body", "said"), [({"processing_status": "canceling"}, " canceling"), ({"id": "1"}, ""), ([], "")]
)
def test_a_poll_tells_how_far_the_batch_is(body: object, said: str) -> None:
    """All polls are 200, so that alone would say nothing; other replies have nothing to add."""
    story = Story()
    story.reply(1, 200, body=json.dumps(body).encode())
    assert [f"← 200{said}"] == story.lines()


@pytest.mark.parametrize("kind", ["pull", "latency"])
def test_what_others_tell_is_shown_only_when_marked(kind: Kind) -> None:
    """A pull and a latency are told by the lines around them, unless one of them was wrong."""
    story = Story()
    story.add(kind)
    assert (0, 1) == (len(story.lines()), len(story.lines({0: "x"})))


def test_bodies_in_one_piece_are_told_by_their_reply() -> None:
    """The chunks of a JSON body say nothing, nor does closing what was read to its end; a fault of it does."""
    story = Story()
    story.request(1)
    story.reply(1)
    story.add("chunk", 1, data=b"{}")
    story.add("end", 1)
    story.add("closed", 1)
    story.add("chunk", 2, data=b"event: ping")
    story.add("end", 2)
    story.add("closed", 2)
    story.add("chunk", 3, data=b"event: ping")
    story.add("closed", 3)
    story.reply(4)
    story.add("fault", 4, name="ReadError")
    assert [
        "→ POST /v1/messages",
        "← 200",
        "← chunk, 11 bytes",
        "← end of the body",
        "← chunk, 11 bytes",
        "closes the response",
        "← 200",
        "✗ ReadError",
    ] == story.lines()


def test_no_event_is_without_words() -> None:
    """An event with no data at all is told too: a message about a failure must not fail itself."""
    from typing import get_args  # noqa: PLC0415

    story = Story()
    for kind in get_args(Kind):
        story.add(kind)
    assert len(get_args(Kind)) == len(story.lines(dict.fromkeys(range(len(story.events)), "x")))


def test_says_how_many_are_in_flight() -> None:
    """A request says how many are in flight with it, where it is not alone."""
    story = Story()
    story.request(1)
    story.request(2)
    story.add("end", 1)
    story.add("fault", 2, name="ReadError")
    story.request(3)
    assert "→ POST /v1/messages, 2 in flight" == story.lines()[1]
    assert "→ POST /v1/messages" == story.lines()[4]


def test_folds_three_alike_but_never_a_marked_one() -> None:
    """Chunks, items and prints that follow each other are one line that says how many; a marked one stays alone."""
    story = Story()
    for letter in "abcdefgh":
        story.add("chunk", 1, data=b"12345", text=letter, label=f'text "{letter}"')
    story.add("chunk", 1, data=b"1", text="", label="ping")
    assert ['← 8 chunks, 40 bytes, text "abcdefgh"', "← chunk, 1 byte, ping"] == story.lines()
    assert [
        '← 3 chunks, 15 bytes, text "abc"',
        '← chunk, 5 bytes, text "d"',
        '← 4 chunks, 20 bytes, text "efgh"',
        "← chunk, 1 byte, ping",
    ] == story.lines({3: "x"})


def test_folds_by_request_and_by_what_is_held() -> None:
    """Two alike are not worth a fold; chunks of two requests, or without text, are told apart."""
    story = Story()
    for n in (1, 1, 2, 2, 2):
        story.add("chunk", n, data=b"12", label="message_start, ping")
    for item in range(3):
        story.add("yield", value=item)
    for part in ("a", "b", "c"):
        story.add("print", text=part)
    assert [
        "← chunk, 2 bytes, message_start, ping",
        "← chunk, 2 bytes, message_start, ping",
        "← 3 chunks, 6 bytes, message_start, ping",
        "yields 3 items, from 0 to 2",
        "prints 'abc', in 3 parts",
    ] == story.lines()


def test_leaves_out_the_middle_and_says_how_much() -> None:
    """Above the limit both ends stay, every marked line and its neighbours too, and each gap says how long it is."""
    story = Story()
    for n in range(100):
        story.request(n)
        story.add("end", n)
    moments, left_out = timeline(story.run(), {100: "here"}, 10)
    shown = [(m.kind, m.text) for m in moments]
    gaps = [int(text) for kind, text in shown if kind == LEFT_OUT]
    assert (2, left_out, 200) == (len(gaps), sum(gaps), sum(gaps) + len(shown) - 2)
    place = next(i for i, m in enumerate(moments) if m.mark)
    assert ["end", "request", "end"] == [m.kind for m in moments[place - 1 : place + 2]]
    assert ("request", "end") == (moments[0].kind, moments[-1].kind)


def test_marked_lines_are_never_left_out() -> None:
    """More marked lines than there is room for are shown all the same."""
    story = Story()
    for n in range(60):
        story.request(n)
        story.add("end", n)
    moments, _ = timeline(story.run(), dict.fromkeys(range(0, 60, 2), "x"), 10)
    assert 30 == sum(1 for m in moments if m.mark)


def test_tells_all_calls_of_a_case() -> None:
    """Where a case makes several calls, each says what it is, and time runs from the first."""
    first = Story()
    first.add("call", text="budget.allow()")
    first.add("wait", took=2)
    run = Run("f()", "returned", tuple(first.events))
    second = Story(102)
    second.events = list(first.events)
    second.add("call", text="budget.success()")
    moments, _ = timeline(Run("g()", "returned", tuple(second.events[2:]), earlier=(run,)), {})
    assert [(0.0, "calls budget.allow()"), (0.0, "waits 2 s"), (2.0, "calls budget.success()")] == [
        (m.t, m.text) for m in moments
    ]


def test_an_empty_run_has_no_lines() -> None:
    """A call that left no trace has an empty timeline."""
    assert ((), 0) == timeline(Story().run(), {3: "x"})


def test_nothing_is_in_flight_after_a_kill() -> None:
    """Whoever waited for the reply is gone."""
    story = Story()
    story.request(1)
    story.add("kill", when="after", what="request")
    story.request(2)
    assert "→ POST /v1/messages" == story.lines()[2]
