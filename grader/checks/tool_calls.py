"""01_streaming/tool_calls: what is graded (S4 to S7, S11). Input in fragments, and calls that are none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hypothesis import strategies as st

from grader.rubric import (
    Api,
    Case,
    Claim,
    Part,
    Record,
    Reply,
    Rubric,
    Run,
    Scenario,
    Submission,
    case,
    cases,
    ends_as,
    mixed,
    one_request,
    places,
    says,
    steps,
    texts,
    that,
    truncated_or,
)

rubric = Rubric("01_streaming/tool_calls", exceptions=("TruncatedStream",))

TOOLS: Final = [
    {
        "name": name,
        "description": description,
        "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
    }
    for name, description in (
        ("get_weather", "The weather in a city."),
        ("get_time", "The local time, in a city or here."),
    )
]
"""The tools of the recording."""
CUT_SHORT: Final = ("max_tokens", "model_context_window_exceeded")
CITIES: Final = ("Oslo", "São Paulo", "東京", 'New "Y"', "a\nb")
NUMBERS: Final = (1, -2, 0.5, 12)
OSLO: Final = 'tool:"get_weather" json:"{\\"city\\":" json:" \\"Oslo\\"}"'
WHOLE: Final = 'ok tool:"get_weather" json:"{\\"city\\": \\"Oslo\\"}"'
"""A reply whose one call comes in one piece."""
ROME: Final = 'tool:"get_weather" json:"{\\"city\\": " json:"\\"Rome\\"}"'


def tool_calls(submission: Submission, api: Api, _: Case) -> Run:
    """Ask once, with the arguments of the recording."""
    prompt = "What is the weather in Oslo, and what time is it there?"
    return submission.tool_calls(api.client, prompt, TOOLS, model="claude-opus-5-5", max_tokens=240)


def a_call(given: Mapping[str, Any], size: int) -> tuple[Part, ...]:
    """Return a call whose input comes in fragments of so many characters."""
    written = json.dumps(given, ensure_ascii=False)
    fragments = (written[i : i + size] for i in range(0, len(written), size))
    return (Part("tool", "get_weather"), *(Part("json", fragment) for fragment in fragments))


def inputs() -> st.SearchStrategy[dict[str, Any]]:
    """Return inputs of a tool, some with a list or an object inside."""
    days = st.sampled_from((*NUMBERS, [1, 2], {"from": 1, "to": [2]}, None, True))
    return st.builds(lambda city, days: {"city": city, "days": days}, st.sampled_from(CITIES), days)


def in_one_piece() -> st.SearchStrategy[tuple[Part, ...]]:
    """Return a call whose input comes as a whole."""
    return st.builds(lambda city: a_call({"city": city}, 99), st.sampled_from(CITIES))


def some_calls(most: int) -> st.SearchStrategy[tuple[Part, ...]]:
    """Return up to so many calls, one after the other."""
    one = st.builds(a_call, inputs(), st.integers(3, 20))
    return st.lists(one, min_size=1, max_size=most).map(lambda found: sum(found, ()))


recorded = Scenario(
    tool_calls,
    cases(),
    examples=1,
    why="one recording: text, and two calls",
    cassette="01_streaming/tool_calls",
)
plain = Scenario(
    tool_calls,
    cases(says(in_one_piece())),
    examples=4,
    why="one call, whose input comes in one piece",
)
fragments = Scenario(
    tool_calls,
    cases(says(some_calls(1), chunk=st.integers(30, 400))),
    examples=8,
    why="fragments of any size, and chunks of any size; some that tell are pinned",
    pinned=[
        case('ok tool:"get_weather" json:"{\\"city\\":" json:" \\"Oslo\\"}"'),
        case('ok tool:"get_weather" json:"{\\"days\\": 1" json:"2}"'),
        case('ok tool:"get_weather" json:"{\\"city\\": \\"\\\\u00" json:"e9\\"}"'),
    ],
)
bare = Scenario(
    tool_calls,
    cases(says(st.sampled_from(("get_time", "get_weather")).map(lambda name: (Part("tool", name),)))),
    examples=2,
    why="a call without input has one form, for each tool; one after text is pinned",
    pinned=[case('ok tool:"get_time"'), case('ok "I will look." tool:"get_time"')],
)
among_others = Scenario(
    tool_calls,
    cases(says(st.builds(lambda *found: sum(found, ()), mixed("thinking", "tool", "ping"), some_calls(2)))),
    examples=6,
    why="calls among text, thinking and what no client knows; each of them is pinned",
    pinned=[
        case(f'ok "I will look." {OSLO}'),
        case(f'ok thinking:"hm" {OSLO}'),
        case(f"ok {OSLO} {ROME}"),
        case(f'ok {OSLO} "and" {ROME} "Done."'),
        case('ok tool:"get_weather" ping json:"{\\"city\\":" ?weather json:" \\"Oslo\\"}"'),
        case('ok tool:"get_weather" json:"{\\"city\\":" ~mood_delta json:" \\"Oslo\\"}"'),
    ],
)
no_calls = Scenario(
    tool_calls,
    cases(says(texts(1, 2), stop=st.sampled_from(("end_turn", *CUT_SHORT)))),
    examples=3,
    why="any text; thinking, and a refusal and a cut without a block, are pinned",
    pinned=[
        *map(case, ('ok "a"', 'ok thinking:"hm" "a"', 'ok stop=max_tokens "a"')),
        *map(case, ("ok stop=refusal", "ok stop=max_tokens ping")),
    ],
)
cut_off = Scenario(
    tool_calls,
    cases(says(some_calls(2).map(lambda parts: parts[:-1]), stop=st.sampled_from(CUT_SHORT))),
    examples=6,
    why="input without its last fragment; before its first one, and calls that are whole, are pinned",
    pinned=[
        case('ok stop=max_tokens tool:"get_weather" json:"{\\"city\\": \\"Os"'),
        case('ok stop=max_tokens tool:"get_weather" json:"{\\"city\\":"'),
        case('ok stop=model_context_window_exceeded tool:"get_weather" json:"{\\"days\\": 1"'),
        case('ok stop=max_tokens tool:"get_weather"'),
        case(f'ok stop=max_tokens {OSLO} tool:"get_weather" json:"{{\\"ci"'),
        case('ok stop=max_tokens "I will look." tool:"get_weather" json:"{\\"ci"'),
        case(f'ok stop=max_tokens {OSLO} "It is"'),
    ],
)
truncated = Scenario(
    tool_calls,
    cases(says(some_calls(2), "cut", place=places(events=8, size=900)) | says(in_one_piece())),
    examples=12,
    why="any place of a body, at an event and within one, and whole ones among them; the telling ones are pinned",
    pinned=[case(f"cut@{place} {OSLO}") for place in ("-1e", "-2e", "-3e", "-4e", "1e", "0")],
)
failing = Scenario(
    tool_calls,
    cases(steps("400", "401", "403", "404", "413", WHOLE)),
    examples=6,
    why="the lists are short: what is refused, and each way to break in mid-stream, is pinned; a whole one is drawn",
    pinned=[
        *(case(status) for status in ("400", "401", "403", "404", "413")),
        *(case(f"{word}@-4e {OSLO}") for word in ("reset", "stall", "short")),
        case(f"error@-4e type=overloaded_error {OSLO}"),
        case(f"error@-3e type=invalid_request_error {OSLO}"),
    ],
    reads=("status_code", "type"),
)


def calls_of(reply: Reply) -> list[Record]:
    """Return the calls that a reply holds, but not one that was cut off."""
    blocks: list[dict[str, Any]] = []
    stop_reason = None
    for event in reply.events:
        if event["type"] == "content_block_start":
            blocks.append({**event["content_block"], "written": ""})
        elif event["type"] == "content_block_delta":
            blocks[-1]["written"] += event["delta"].get("partial_json", "")
        elif event["type"] == "message_delta":
            stop_reason = event["delta"]["stop_reason"]
    whole = blocks[:-1] if stop_reason in CUT_SHORT and blocks and blocks[-1]["type"] == "tool_use" else blocks
    return [_record(block) for block in whole if block["type"] == "tool_use"]


def _record(block: Mapping[str, Any]) -> Record:
    given = json.loads(block["written"] or "{}")
    return Record("ToolCall", {"id": block["id"], "name": block["name"], "input": given})


def returns_the_calls(run: Run) -> Iterator[Claim]:
    """State that the call returns what the reply holds."""
    for attempt in run.attempts[:1]:
        if attempt.reply:
            yield that(run).returns(calls_of(attempt.reply))


@rubric.check(
    "TOOLS-01",
    plain,
    help="Each block of type `tool_use` is a call.",
    hints=(
        "A call is a block of the message like any other: its id and its name come as it begins.",
        "`content_block_start` and its `content_block`; or `stream.get_final_message().content`.",
        '[ToolCall(block.id, ...) for block in ... if block.type == "tool_use"]',
    ),
    cites=("Return a `ToolCall` for each block of type `tool_use`, in order",),
)
def returns_a_call(run: Run) -> Iterator[Claim]:
    """Returns a call with its id, its name and its input."""
    yield from returns_the_calls(run)


@rubric.check(
    "TOOLS-02",
    fragments,
    needs=("TOOLS-01",),
    help="No fragment need be JSON of its own.",
    hints=(
        "The input comes as pieces of a text, which is JSON only when it is whole.",
        "`input_json_delta` has a `partial_json`; `content_block_stop` says that the block is whole.",
        "written[event.index] += ...  # and after the loop json.loads(...)",
    ),
    cites=("S6",),
)
def joins_fragments(run: Run) -> Iterator[Claim]:
    """Joins the fragments of an input, wherever they are cut."""
    yield from returns_the_calls(run)


@rubric.check(
    "TOOLS-03",
    bare,
    needs=("TOOLS-01",),
    help="An empty text is no JSON.",
    hints=(
        "A tool that takes nothing is called as well, and nothing is written of its input.",
        "The first `partial_json` of a call is always empty, and it may be the only one.",
        "json.loads(written or ...)",
    ),
    cites=("S6", "If nothing but empty fragments comes, or none at all, the input is `{}`."),
)
def takes_an_empty_input(run: Run) -> Iterator[Claim]:
    """Returns a call of which no input was written with the input {}."""
    yield from returns_the_calls(run)


@rubric.check(
    "TOOLS-04",
    among_others,
    needs=("TOOLS-02",),
    help="Other blocks may stand before, between and after the calls.",
    hints=(
        "An answer may hold several calls, and text and thinking around them.",
        "Each event of a block has its `index`; each block and each delta has its `type`.",
        'elif event.type == "content_block_delta" and event.delta.type == ...:',
    ),
    cites=(
        "Pass over every other block (text, thinking), and over pings, events and deltas that you do not know.",
        "S3",
        "S4",
    ),
)
def finds_all_calls(run: Run) -> Iterator[Claim]:
    """Returns all calls in order, whatever stands among them."""
    yield from returns_the_calls(run)


@rubric.check(
    "TOOLS-05",
    no_calls,
    needs=("TOOLS-01",),
    help="It is for the model to decide whether it calls a tool.",
    hints=(
        "The model may answer without a tool, or not at all.",
        "A refusal may have no block at all: `content` is empty then.",
        "return [... for block in blocks if ...]",
    ),
    cites=("An answer without calls, or without blocks, gives `[]`.", "S11"),
)
def returns_no_call(run: Run) -> Iterator[Claim]:
    """Returns an empty list if the answer calls no tool."""
    yield from returns_the_calls(run)


@rubric.check(
    "TOOLS-06",
    cut_off,
    points=2,
    needs=("TOOLS-02",),
    help="What looks like {} may be the beginning of something.",
    hints=(
        "When the model runs out of tokens within a call, the rest of its input never comes.",
        "`stop_reason` tells, and only the last block can be the one that was cut.",
        "if message.stop_reason in CUT_SHORT and blocks[-1].type == ...:",
    ),
    cites=("A call that was *cut off* is none: leave it out, and return those before it.", "S11"),
)
def leaves_out_what_was_cut_off(run: Run) -> Iterator[Claim]:
    """Leaves out a call that was cut off, and returns those before it."""
    yield from returns_the_calls(run)


@rubric.check(
    "TOOLS-07",
    truncated,
    needs=("TOOLS-01",),
    help="Only `message_stop` says it is whole.",
    hints=(
        "A body that ends too soon but cleanly ends the loop, and nothing else.",
        "`message_stop` is the last event of a reply that is whole.",
        'if "message_stop" not in ...: raise TruncatedStream',
    ),
    cites=("S7",),
)
def tells_a_truncated_stream(run: Run) -> Iterator[Claim]:
    """Raises TruncatedStream if the stream ends without message_stop, and returns no call."""
    yield from truncated_or(run, returns_the_calls)


@rubric.check(
    "TOOLS-08",
    failing,
    help="Let the errors of the SDK and of httpx2 through.",
    hints=(
        "What can't be mended here is for the caller to know.",
        "`anthropic.APIStatusError`, also for an `error` event, and `httpx2.TransportError`.",
        "with ... as stream:  # and no except around it",
    ),
    cites=("Raise every other error as it comes, and do not ask again.", "S8", "S15", "R25"),
)
def lets_errors_through(run: Run) -> Iterator[Claim]:
    """Raises every other error as it comes, and does not ask again."""
    for attempt in run.attempts[:1]:
        yield one_request(run)
        yield ends_as(attempt)


@rubric.check(
    "TOOLS-09",
    recorded,
    help="`prompt` is the one user message, and `tools` go along as they are.",
    hints=(
        "The request is what the caller asked for, and no more.",
        "`client.messages.stream(...)` takes `tools` like `model` and `max_tokens`.",
        'messages=[{"role": "user", "content": ...}]',
    ),
    cites=(
        "Send one request, with the prompt, `tools`, `model` and `max_tokens`, as a stream.",
        "the given `model`, `max_tokens` and `tools`, `stream`, and nothing else.",
    ),
)
def asks_as_told(run: Run) -> Iterator[Claim]:
    """Sends one request, with the given prompt, tools, model and max_tokens and nothing else."""
    yield one_request(run)
