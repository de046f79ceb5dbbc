"""Events are written as the API writes them, and read whatever the chunks."""

from __future__ import annotations

import json
from itertools import pairwise

import httpx2
import pytest
from anthropic._streaming import SSEDecoder
from hypothesis import example, given
from hypothesis import strategies as st

from grader.trace import parsed
from grader.wire import sse
from grader.wire.sse import Reader, SseEvent

TEXT = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "é漢\u2028🙂"}}
STREAM = sse.PING + sse.event("content_block_delta", sse.compact(TEXT), 3) + sse.event("x", '{"type":"x"}')


def read(data: bytes, *cuts: int) -> list[SseEvent]:
    """Read a stream that is cut at these places."""
    reader = Reader()
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    return [found for start, stop in pairwise(places) for found in reader.feed(data[start:stop])]


def delta(kind: str, **fields: str) -> SseEvent:
    """Return an event that holds this delta."""
    return SseEvent(
        "content_block_delta", {"type": "content_block_delta", "index": 0, "delta": {"type": kind, **fields}}
    )


def test_padding_stands_before_the_last_brace() -> None:
    """An event is a name, a line of JSON padded inside its last brace, and an empty line."""
    assert sse.event("message_stop", '{"type":"message_stop"}', 2) == (
        b'event: message_stop\ndata: {"type":"message_stop"  }\n\n'
    )


def test_half_a_character_is_no_error() -> None:
    """A lone surrogate, which a request may hold as an escape, can be written."""
    assert sse.encoded({"a": "\ud800"}) == b'{"a":"?"}'


@given(st.lists(st.integers(0, len(STREAM)), max_size=6), st.sampled_from([b"\n", b"\r\n", b"\r"]))
@example([*range(len(STREAM))], b"\n")
@example([12], b"\r\n")
@example([*range(len(STREAM) + 20)], b"\r\n")
@example([*range(len(STREAM))], b"\r")
def test_chunks_do_not_matter(cuts: list[int], newline: bytes) -> None:
    """A stream reads the same however it is cut, inside characters and line ends too, and whatever ends its lines."""
    found = read(STREAM.replace(b"\n", newline), *cuts)
    assert found == [
        SseEvent("ping", {"type": "ping"}),
        SseEvent("content_block_delta", TEXT),
        SseEvent("x", {"type": "x"}),
    ]


@given(st.lists(st.sampled_from([b"event: a", b"data: {}", b"data:1", b": c", b"id: 4", b"x", b"\n", b"\r\n", b"\r"])))
@example([b"event: a", b"\r", b"\n", b"data: {}", b"\n", b"\n"])
@example([b"data: {}", b"\n", b"data: {}", b"\n", b"\n"])
def test_events_are_those_of_the_sdk(lines: list[bytes]) -> None:
    """Whatever the lines, the events are those that the SDK finds, less the empty ones that an `id` makes it find."""
    data = b"".join(lines)
    sdk = [(found.event or "", found.data) for found in SSEDecoder().iter_bytes(iter([data]))]
    expected = [(name, parsed(text.encode())) for name, text in sdk if name or text]
    found = [(event.name, event.data) for event in read(data, *range(len(data)))]
    assert [(name, value if isinstance(value, dict) else None) for name, value in expected] == found


def test_an_event_that_is_not_closed_is_no_event() -> None:
    """Without its empty line an event has not arrived."""
    assert read(STREAM[:-1])[-1].name == "content_block_delta"


@pytest.mark.parametrize("data", [b"\xff\xfe", b"not json", b"[1]", b"{" * 100_000, b""])
def test_no_data_makes_it_fail(data: bytes) -> None:
    """What is no JSON object is None."""
    assert read(b"event: x\ndata: " + data + b"\n\n") == [SseEvent("x", None)]


def test_text_is_that_of_text_deltas() -> None:
    """Only a text_delta carries text, and only in an event that has a name: the SDK drops the others."""
    assert delta("text_delta", text="a").text == "a"
    assert delta("thinking_delta", thinking="a").text == ""
    assert delta("thinking_delta", text="a").text == ""
    assert SseEvent("", delta("text_delta", text="a").data).text == ""
    assert SseEvent("x", None).text == ""


@pytest.mark.parametrize(
    ("event", "label"),
    [
        (delta("text_delta", text='a "b"'), 'text "a \\"b\\""'),
        (delta("text_delta", text="é" * 90), f'text "{"é" * 39}…"'),
        (delta("thinking_delta", thinking="hm"), 'thinking "hm"'),
        (delta("input_json_delta", partial_json='{"a'), 'tool input "{\\"a"'),
        (delta("signature_delta", signature="x"), "signature"),
        (delta("citations_delta", citation="x"), "citations"),
        (delta("weather_delta"), "delta weather_delta"),
        (SseEvent("ping", {"type": "ping"}), "ping"),
        (SseEvent("message_start", {"type": "message_start"}), "message_start"),
        (SseEvent("weather", {"type": "weather"}), "weather"),
        (SseEvent("error", {"type": "error", "error": {"type": "overloaded_error"}}), "error overloaded_error"),
        (SseEvent("error", None), "error"),
        (SseEvent("", {}), "event without a name"),
        (
            SseEvent("content_block_start", {"type": "content_block_start", "content_block": {"type": "text"}}),
            "content_block_start text",
        ),
        (
            SseEvent("message_delta", {"type": "message_delta", "delta": {"stop_reason": "end_turn"}}),
            "message_delta end_turn",
        ),
    ],
)
def test_labels_say_what_an_event_held(event: SseEvent, label: str) -> None:
    """A label tells a learner what arrived."""
    assert event.label == label


def test_events_written_are_read_by_the_sdk() -> None:
    """The SDK's own decoder reads what is written here."""
    response = httpx2.Response(200, content=STREAM)
    found = list(SSEDecoder().iter_bytes(response.iter_bytes()))
    assert [event.event for event in found] == ["ping", "content_block_delta", "x"]
    assert json.loads(found[1].data) == TEXT
