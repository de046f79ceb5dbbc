"""What a reply says, whole and streamed, in the form of the newest recordings."""

from __future__ import annotations

from random import Random
from typing import Any

import anthropic
import httpx2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.wire import body, sse
from grader.wire.ids import Mint
from grader.wire.saying import Part, Saying
from grader.wire.sse import Reader
from tests.support.sdk import EPOCH, PARAMS

TEXT = st.text(st.sampled_from('a é漢"\n\\'), max_size=6)
JSON = st.sampled_from([(), ("",), ("{}",), ('{"city"', ': "Bern"}'), ('{"n":', " 1", "}")])
STRANGERS = st.sampled_from([Part("ping"), Part("event", "weather"), Part("delta", "weather_delta")])


def tool(fragments: tuple[str, ...]) -> tuple[Part, ...]:
    """Return a call of a tool whose input comes in these fragments."""
    return (Part("tool", "get_weather"), *(Part("json", text) for text in fragments))


GROUPS = st.one_of(
    TEXT.map(lambda text: (Part("text", text),)),
    TEXT.map(lambda text: (Part("thinking", text),)),
    JSON.map(tool),
    STRANGERS.map(lambda part: (part,)),
)
SAYINGS = st.builds(
    lambda groups, usage: Saying(tuple(part for group in groups for part in group), usage=usage),
    st.lists(GROUPS, max_size=6),
    st.dictionaries(
        st.sampled_from(["output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "thinking_tokens"]),
        st.integers(0, 500),
    ),
)


def said(*parts: Part, **fields: Any) -> dict[str, Any]:
    """Return the message that says these parts."""
    return body.message(Saying(parts, **fields), mint=Mint(Random(0)), params=PARAMS, wall=EPOCH)


def events(*parts: Part, **fields: Any) -> list[dict[str, Any]]:
    """Return the data of the events of the stream that says these parts."""
    stream = body.stream(Saying(parts, **fields), mint=Mint(Random(0)), params=PARAMS, wall=EPOCH)
    return [event.data or {} for event in Reader().feed(b"".join(stream))]


def names(found: list[dict[str, Any]]) -> list[str]:
    """Return what each event is, a delta by its own type."""
    return [event.get("delta", {}).get("type", event["type"]) for event in found]


@given(SAYINGS, st.integers(0, 99))
@example(Saying((Part("delta", "odd"), Part("ping"))), 0)
@example(Saying((Part("delta", "odd"), Part("thinking", "a"), Part("text", ""))), 0)
def test_a_stream_folds_to_the_message(saying: Saying, seed: int) -> None:
    """The SDK's own accumulator makes of a stream exactly the message that the same seed answers at once."""
    message = body.message(saying, mint=Mint(Random(seed)), params=PARAMS, wall=EPOCH)
    stream = body.stream(saying, mint=Mint(Random(seed)), params=PARAMS, wall=EPOCH)
    folded = FOLD(b"".join(stream))
    assert message == {key: value for key, value in folded.items() if key in message}


class Fold:
    """The accumulator of the SDK, behind one client for all examples: making one is slow."""

    def __init__(self) -> None:
        self._body = b""
        http = httpx2.Client(transport=httpx2.MockTransport(self._reply))
        self._client = anthropic.Anthropic(api_key="k", http_client=http)

    def _reply(self, _: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=self._body)

    def __call__(self, stream: bytes) -> dict[str, Any]:
        """Fold a stream."""
        self._body = stream
        with self._client.messages.stream(**PARAMS) as opened:
            return opened.get_final_message().to_dict(mode="json")


FOLD = Fold()


def test_key_order_is_the_newest() -> None:
    """Keys stand in the order of the recordings of 2026."""
    message = said(Part("thinking", "hm"), Part("text", "a"))
    assert list(message) == [
        "model", "id", "type", "role", "content", "stop_reason", "stop_sequence", "stop_details", "usage",
    ]  # fmt: skip
    assert list(message["usage"]) == [
        "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "cache_creation", "output_tokens",
        "output_tokens_details", "service_tier", "inference_geo",
    ]  # fmt: skip


def test_text_stream() -> None:
    """A stream of text has a ping after the first start, and one delta for each piece."""
    assert names(events(Part("text", "a"), Part("text", "b"))) == [
        "message_start", "content_block_start", "ping", "text_delta", "text_delta", "content_block_stop",
        "message_delta", "message_stop",
    ]  # fmt: skip


def test_tool_stream() -> None:
    """The first fragment of a tool's input is empty, and the call stops the message."""
    found = events(Part("text", "a"), *tool(('{"city":', '"Bern"}')))
    fragments = [event["delta"]["partial_json"] for event in found if "partial_json" in event.get("delta", {})]
    assert fragments == ["", '{"city":', '"Bern"}']
    assert found[-2]["delta"] == {"stop_reason": "tool_use", "stop_sequence": None, "stop_details": None}
    starts = [event["content_block"] for event in found if event["type"] == "content_block_start"]
    assert list(starts[1]) == ["type", "id", "name", "input", "caller"]
    assert starts[1]["input"] == {}


def test_a_thought_is_signed_before_its_end() -> None:
    """The signature of thinking is the last delta of its block."""
    found = names(events(Part("thinking", "hm"), Part("text", "a")))
    assert found[3:6] == ["thinking_delta", "signature_delta", "content_block_stop"]


def test_strangers_stand_where_the_saying_has_them() -> None:
    """Pings, unknown events and unknown deltas come in their place and split no block."""
    found = events(Part("text", "a"), Part("ping"), Part("event", "weather"), Part("delta", "odd"), Part("text", "b"))
    assert names(found)[3:9] == ["text_delta", "ping", "weather", "odd", "text_delta", "content_block_stop"]
    assert [event["type"] for event in found[5:7]] == ["weather", "content_block_delta"]
    assert [block["text"] for block in said(Part("text", "a"), Part("delta", "odd"), Part("text", "b"))["content"]] == [
        "ab"
    ]


def test_early_strangers_wait_for_the_first_block() -> None:
    """A stranger that comes before any block comes right after its start, so that no delta is without a block."""
    found = events(Part("delta", "odd"), Part("ping"), Part("text", "a"))
    assert names(found)[1:6] == ["content_block_start", "ping", "odd", "ping", "text_delta"]


def test_refusal_has_no_blocks() -> None:
    """A refusal is start, delta and stop: no content, no ping, no output tokens."""
    found = events(stop_reason="refusal")
    assert names(found) == ["message_start", "message_delta", "message_stop"]
    assert found[1]["delta"]["stop_details"] == {"type": "refusal", "category": None, "explanation": None}
    assert found[1]["usage"]["output_tokens"] == 0
    assert said(stop_reason="refusal", stop_details={"type": "refusal", "category": "bio"})["stop_details"] == {
        "type": "refusal",
        "category": "bio",
    }


def test_the_start_knows_little_of_usage() -> None:
    """message_start carries 1 to 8 output tokens, message_delta the cumulative counts."""
    found = events(Part("text", "a long text " * 20))
    assert 1 <= found[0]["message"]["usage"]["output_tokens"] <= 8
    assert list(found[-2]["usage"]) == [
        "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens",
    ]  # fmt: skip
    assert found[-2]["usage"]["output_tokens"] == 3 + 60


def test_the_final_input_may_differ_from_that_of_the_start() -> None:
    """A given input is the one of message_delta, and one that is None is not repeated there."""
    plain, more, none = (
        events(Part("text", "a"), usage=usage) for usage in ({}, {"input_tokens": 99}, {"input_tokens": None})
    )
    computed = plain[0]["message"]["usage"]["input_tokens"]
    assert [found[0]["message"]["usage"]["input_tokens"] for found in (more, none)] == [computed] * 2
    assert [found[-2]["usage"].get("input_tokens") for found in (plain, more, none)] == [computed, 99, None]
    assert said(Part("text", "a"), usage={"input_tokens": None})["usage"]["input_tokens"] == computed


def test_usage_can_be_given() -> None:
    """Counts of the saying win, and an unknown one stands at the end."""
    usage = said(
        Part("text", "a"),
        usage={"output_tokens": 9, "thinking_tokens": 4, "cache_creation_input_tokens": 7,
               "ephemeral_1h_input_tokens": 5, "moonlight_tokens": 1},
    )["usage"]  # fmt: skip
    assert usage["output_tokens"] == 9
    assert usage["output_tokens_details"] == {"thinking_tokens": 4}
    assert usage["cache_creation"] == {"ephemeral_5m_input_tokens": 2, "ephemeral_1h_input_tokens": 5}
    assert list(usage)[-1] == "moonlight_tokens"


def test_a_message_may_lack_what_is_optional() -> None:
    """What the saying gives as None is left out of the usage of a message, but for the two counts that all have."""
    full = said(Part("text", "a"))["usage"]
    left_out = dict.fromkeys(["cache_creation", "cache_read_input_tokens", "service_tier", "output_tokens"])
    found = said(Part("text", "a"), usage=left_out)["usage"]
    assert set(left_out) - {"output_tokens"} == full.keys() - found.keys()


def test_tokens_are_counted_from_bytes() -> None:
    """Four bytes of text are one token, rounded up."""
    assert [body.tokens(text) for text in ("", "a", "abcd", "abcde", "漢字", "\ud800")] == [0, 1, 1, 2, 2, 1]


def test_a_cut_call_has_no_input() -> None:
    """Input that is no JSON is none, as long as the API's own answer to this is not known."""
    assert said(*tool(('{"city"',)), stop_reason="max_tokens")["content"][0]["input"] == {}


def test_a_tool_of_the_api_is_no_call() -> None:
    """A call of a tool that the API runs itself has a block of its own, and does not end the turn for the client."""
    found = said(Part("server", "web_search"), Part("json", '{"query":"b"}'))
    block = found["content"][0]
    assert block["id"].startswith("srvtoolu_01")
    expected = {"type": "server_tool_use", "id": block["id"], "name": "web_search", "input": {"query": "b"}}
    assert (expected, "end_turn") == (block, found["stop_reason"])


def test_input_without_tool_is_refused() -> None:
    """A piece of tool input that follows no tool makes no sense."""
    with pytest.raises(ValueError, match="follows no tool"):
        said(Part("text", "a"), Part("json", "{}"))


def test_padding_in_every_event_but_pings() -> None:
    """Every event ends in an empty line, most are padded, and a ping is literal."""
    parts = tuple(Part("text", "a") for _ in range(60))
    stream = body.stream(Saying(parts), mint=Mint(Random(0)), params=PARAMS, wall=EPOCH)
    assert all(event.endswith(b"}\n\n") and event.count(b"\n") == 3 for event in stream)
    assert stream[2] == sse.PING
    assert {event.count(b" ") - 2 for event in stream if event != sse.PING} == set(range(16))


@pytest.mark.parametrize(
    ("model", "tier", "geo"),
    [
        ("claude-haiku-4-5", "standard", "not_available"),
        ("claude-opus-4-6", "standard", "global"),
        ("claude-opus-5-5", "batch", "not_available"),
    ],
)
def test_geography(model: str, tier: body.Tier, geo: str) -> None:
    """Models from 4.6 on state where they ran, and never in a batch."""
    usage = body.usage(Saying(()), {"model": model}, tier)
    assert (usage["service_tier"], usage["inference_geo"]) == (tier, geo)
