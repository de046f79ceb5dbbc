"""01_streaming/fold_events: what is graded (S3 to S6, S10, S14). No request is sent.

A case holds the finished content, and says how it is taken apart: `events` makes the stream of it, so what must come
back is known beforehand, and nobody's reading of a stream decides. That the SDK reads it alike shows in
`also_correct/fold_events__sdk.py`, which folds with the SDK's own accumulator and passes every check.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, Final

from hypothesis import strategies as st

from grader.rubric import WORDS, Api, Case, Claim, Rubric, Run, Scenario, Submission, case, cases, that

rubric = Rubric("01_streaming/fold_events")

ORDINARY: Final[dict[str, Any]] = {
    "content": [{"type": "text", "text": "Good day."}],
    "size": 5,
    "opened": True,
    "woven": False,
    "strangers": [],
    "start": {"input_tokens": 12, "output_tokens": 1, "service_tier": "standard"},
    "totals": [{"output_tokens": 9}],
    "stop": {"stop_reason": "end_turn", "stop_sequence": None, "stop_details": None},
}
"""What a case leaves open. `size` is the length of a piece, `opened` whether a block begins with an empty one."""
HEAD: Final = {
    "id": "msg_01Fold",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-5-5",
    "moon": "new",
}
"""What `message_start` says for good; no client knows the last field."""
REFUSED: Final = {"type": "refusal", "category": "cyber", "explanation": "No."}
WHOLE: Final = (
    {"type": "redacted_thinking", "data": "b64=="},
    {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_01A", "content": [{"type": "web_search_result"}]},
    {"type": "text", "text": ""},
    {"type": "moonrise", "phase": 3},
)
"""Blocks that come without deltas; no client knows the last one."""
STRANGERS: Final = ("ping", "event", "delta")
HOLDER: Final = {"type": "weather", "message": HEAD, "content_block": {"type": "text", "text": ""}, "usage": {}}
"""An event that no client knows, in which fields of known ones stand."""
ALIKE: Final = ({"type": "text_delta", "text": "x"}, {"type": "input_json_delta", "partial_json": "x"})
"""Deltas that stand in it."""
TEXTS: Final = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("".join)
FEW: Final = st.integers(1, 4)


# ---------------------------------------------------------------- a finished message, taken apart


def given(case: Case) -> dict[str, Any]:
    """Return the arguments of a case: what it leaves open is ordinary."""
    return {**ORDINARY, **case.args}


def events(case: Case) -> list[dict[str, Any]]:
    """Return the events that make the message of a case."""
    args = given(case)
    begun = {**HEAD, "content": [], **dict.fromkeys(args["stop"]), "usage": args["start"]}
    middle = [*blocks(args), *ends(args)]
    if args["strangers"]:
        middle = [event for one in middle for event in (*strange(args["strangers"], one), one)]
    return [{"type": "message_start", "message": begun}, *middle, {"type": "message_stop"}]


def blocks(args: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the events of all blocks: one after the other, or all begun first and their deltas in turns."""
    starts, rests = [], []
    for index, block in enumerate(args["content"]):
        starts.append({"type": "content_block_start", "index": index, "content_block": begin(block, args)})
        kind = {"type": "content_block_delta", "index": index}
        deltas = [{**kind, "delta": delta} for delta in apart(block, args)]
        rests.append([*deltas, {"type": "content_block_stop", "index": index}])
    if args["woven"]:
        return [*starts, *(event for turn in zip_longest(*rests) for event in turn if event)]
    return [event for start, rest in zip(starts, rests, strict=True) for event in (start, *rest)]


def begin(block: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
    """Return a block as it begins."""
    empty = {"text": "", "thinking": "", "signature": "", "input": {}, "citations": []}
    listed = block if args["opened"] else {key: value for key, value in block.items() if key != "citations"}
    return {key: empty.get(key, value) for key, value in listed.items()}


def apart(block: dict[str, Any], args: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the deltas of a block."""
    for kind, key, text in (
        ("text_delta", "text", block.get("text", "")),
        ("thinking_delta", "thinking", block.get("thinking", "")),
        ("input_json_delta", "partial_json", json.dumps(block["input"]) if block.get("input") else ""),
    ):
        if args["opened"] and key == "partial_json" and "input" in block:
            yield {"type": kind, key: ""}
        for i in range(0, len(text), args["size"]):
            yield {"type": kind, key: text[i : i + args["size"]]}
    for citation in block.get("citations", ()):
        yield {"type": "citations_delta", "citation": citation}
    if "signature" in block:
        yield {"type": "signature_delta", "signature": block["signature"]}


def ends(args: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the events that end the message; the last one says why it stops."""
    *before, last = args["totals"]
    for usage in before:
        yield {"type": "message_delta", "delta": dict.fromkeys(args["stop"]), "usage": usage}
    yield {"type": "message_delta", "delta": args["stop"], "usage": last}


def strange(kinds: list[str], event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what nobody needs to know, before an event."""
    if "ping" in kinds:
        yield {"type": "ping"}
    if "event" in kinds:
        yield {"type": "weather", "value": "mild"}
        for delta in ALIKE:
            yield {**HOLDER, "index": event.get("index", 0), "delta": delta}
    if "delta" in kinds and event["type"] in {"content_block_delta", "content_block_stop"}:
        yield {"type": "content_block_delta", "index": event["index"], "delta": {"type": "mood_delta", "value": "x"}}


# ---------------------------------------------------------------- scenarios


def fold(submission: Submission, api: Api, case: Case) -> Run:
    """Fold the events of a case."""
    return submission.fold_events(events(case))


def text(said: str, *citations: dict[str, Any]) -> dict[str, Any]:
    """Return a block of text."""
    return {"type": "text", "text": said, **({"citations": list(citations)} if citations else {})}


def thinking(thought: str, signature: str = "c2ln") -> dict[str, Any]:
    """Return a block of thinking."""
    return {"type": "thinking", "thinking": thought, "signature": signature}


def tool(name: str, kind: str = "tool_use", **written: Any) -> dict[str, Any]:
    """Return a call of a tool."""
    return {"type": kind, "id": f"toolu_{name}", "name": name, "input": written}


def cited(said: str) -> dict[str, Any]:
    """Return a citation."""
    place = {"document_index": 0, "document_title": None, "start_char_index": 0, "end_char_index": len(said)}
    return {"type": "char_location", "cited_text": said, "file_id": None, **place}


INPUTS: Final = st.sampled_from((1, -2.5, "Oslo", "東京", [1, [2]], {"n": None}, True, 'say "x"', "{}"))
TOOLS: Final = st.builds(lambda days: tool("a", days=days), INPUTS)
THINKING: Final = st.builds(thinking, TEXTS, st.sampled_from(("c2ln", "bW9yZQ==")))
CITED: Final = st.lists(TEXTS.map(cited), min_size=1, max_size=3)

plain = Scenario(
    fold,
    cases(content=TEXTS.map(lambda said: [text(said)]), size=FEW),
    examples=6,
    why="one text, in pieces of some characters",
)
many = Scenario(
    fold,
    cases(content=st.lists(TEXTS.map(text) | st.sampled_from(WHOLE), min_size=1, max_size=4), size=FEW),
    examples=8,
    why="text and blocks that come whole, in any order; each of them is pinned",
    pinned=[
        case(content=[text("a"), text("b")]),
        *(case(content=[text("a"), whole, text("b")]) for whole in WHOLE),
        case(content=[]),
    ],
)
thoughts = Scenario(
    fold,
    cases(content=st.tuples(THINKING, TEXTS.map(text)).map(list), size=FEW),
    examples=5,
    why="thinking before text; thinking that is not shown has a signature and nothing else, and is pinned",
    pinned=[case(content=[thinking("hm"), text("a")]), case(content=[thinking(""), text("a")])],
)
tools = Scenario(
    fold,
    cases(content=st.lists(TOOLS, min_size=1, max_size=2), size=st.integers(1, 12)),
    examples=10,
    why="pieces of any length, and so cuts anywhere; the tools of the API and numbers that are cut are pinned",
    pinned=[
        case(content=[tool("a", city="Oslo")], size=99),
        case(content=[tool("a", city="Oslo")], size=9),
        case(content=[tool("a", days=12)], size=10),
        case(content=[tool("a", city="é")], size=13),
        case(content=[tool("a", "server_tool_use", query="rain")], size=9),
        case(content=[text("a"), tool("a", city="Oslo"), tool("b", city="Rome")], size=9),
    ],
)
bare = Scenario(
    fold,
    cases(content=st.just([tool("a")]), opened=st.booleans()),
    examples=2,
    why="a tool without input has two forms: an empty piece, or none",
    pinned=[case(content=[tool("a")]), case(content=[tool("a")], opened=False)],
)
sources = Scenario(
    fold,
    cases(
        content=st.builds(lambda said, found: [text(said, *found), text("b")], TEXTS, CITED),
        opened=st.booleans(),
    ),
    examples=5,
    why="some citations of a text, which begins with an empty list of them or without; both are pinned",
    pinned=[
        case(content=[text("a", cited("x"), cited("y"))]),
        case(content=[text("a", cited("x"), cited("y")), text("b", cited("z"))], opened=False),
    ],
)
woven = Scenario(
    fold,
    cases(content=st.lists(TEXTS.map(text) | THINKING | TOOLS, min_size=2, max_size=4), size=FEW, woven=True),
    examples=8,
    why="two to four blocks whose deltas come in turns; two of one kind are pinned",
    pinned=[
        case(content=[text("ab"), text("cd")], size=1, woven=True),
        case(content=[tool("a", n=1), tool("b", n=2)], size=4, woven=True),
        case(content=[thinking("hm"), text("ab"), thinking("so", "bW9yZQ==")], size=1, woven=True),
    ],
)
counted = Scenario(
    fold,
    cases(
        start=st.fixed_dictionaries({"input_tokens": st.integers(1, 99), "output_tokens": st.integers(1, 8)}),
        totals=st.lists(
            st.fixed_dictionaries(
                {"output_tokens": st.integers(9, 99)},
                optional={"input_tokens": st.sampled_from((None, 7, 200)), "cache_read_input_tokens": st.just(5)},
            ),
            min_size=1,
            max_size=2,
        ),
    ),
    examples=8,
    why="any counts, said once or twice; counts that are repeated, left out and null are pinned",
    pinned=[
        case(totals=[{"output_tokens": 9}]),
        case(totals=[{"output_tokens": 4}, {"output_tokens": 9}]),
        case(totals=[{"output_tokens": 9, "input_tokens": 30}]),
        case(totals=[{"output_tokens": 9, "input_tokens": None}]),
        case(totals=[{"output_tokens": 9, "output_tokens_details": {"thinking_tokens": 4}}]),
    ],
)
ended = Scenario(
    fold,
    cases(),
    examples=1,
    why="the ways to stop are a short list, and pinned",
    pinned=[
        *(case(stop={"stop_reason": why, "stop_sequence": None}) for why in ("end_turn", "tool_use", "moonrise")),
        case(stop={"stop_reason": "stop_sequence", "stop_sequence": "END"}),
        case(stop={"stop_reason": "refusal", "stop_sequence": None, "stop_details": REFUSED}, content=[]),
    ],
)
among_strangers = Scenario(
    fold,
    cases(
        content=st.lists(TEXTS.map(text), min_size=1, max_size=2),
        strangers=st.lists(st.sampled_from(STRANGERS), min_size=1, max_size=2, unique=True),
    ),
    examples=4,
    why="strangers before each event; each kind is pinned, about a tool as well",
    pinned=[case(content=[text("a"), tool("a", n=1)], strangers=[kind]) for kind in STRANGERS],
)


# ---------------------------------------------------------------- checks


def folded(run: Run) -> dict[str, Any]:
    """Return what the function returned, empty if that is no message."""
    return run.value if isinstance(run.value, dict) else {}


def holds(run: Run) -> Iterator[Claim]:
    """State the content, block by block."""
    wanted = given(run.case)["content"]
    found = folded(run).get("content")
    yield that(run).ends()
    blocks = found if isinstance(found, list) else []
    yield that(len(blocks) if found is blocks else None, "the number of blocks", at=run.end).equals(len(wanted))
    for i, (one, other) in enumerate(zip(blocks, wanted, strict=False)):
        yield that(one, f"content[{i}]", at=run.end).equals(other)


@rubric.check(
    "FOLD-01",
    plain,
    help="The text of a block is the join of its `text_delta`s.",
    hints=(
        "A block begins empty, and each delta adds to its end.",
        "`content_block_start` brings the block, `text_delta` a piece of it.",
        'block["text"] += ...',
    ),
    cites=("S5", "`text_delta` and `thinking_delta` bring a piece of `text` or `thinking`"),
)
def joins_text(run: Run) -> Iterator[Claim]:
    """Joins the text of a block."""
    yield from holds(run)


@rubric.check(
    "FOLD-02",
    many,
    needs=("FOLD-01",),
    help="What begins is a block, whether deltas follow or not.",
    hints=(
        "Some blocks come whole: all that they are stands in the event that begins them.",
        "`content_block_start` has the block in `content_block`, whatever its `type`.",
        "content.append(dict(event[...]))",
    ),
    cites=("in `content` a block for each `content_block_start`, as it begins, whatever its type", "S4"),
)
def keeps_every_block(run: Run) -> Iterator[Claim]:
    """Keeps every block in its place, those too that come whole or are of an unknown type."""
    yield from holds(run)


@rubric.check(
    "FOLD-03",
    thoughts,
    needs=("FOLD-01",),
    help="The signature comes in a delta of its own.",
    hints=(
        "Thinking is sent back as it came, with the signature that proves where it is from.",
        "`thinking_delta` has `thinking`, `signature_delta` has `signature`.",
        'case "signature_delta": block["signature"] = ...',
    ),
    cites=("S14",),
)
def keeps_signatures(run: Run) -> Iterator[Claim]:
    """Joins thinking, and keeps its signature."""
    yield from holds(run)


@rubric.check(
    "FOLD-04",
    tools,
    needs=("FOLD-01",),
    help="No piece need be JSON of its own.",
    hints=(
        "The input of a tool comes as pieces of a text, which is JSON only when it is whole.",
        "`input_json_delta` has `partial_json`, also in a `server_tool_use`; `content_block_stop` ends it.",
        'block["input"] = json.loads(written[...])',
    ),
    cites=("S6",),
)
def parses_input(run: Run) -> Iterator[Claim]:
    """Joins the input of a tool, and parses it when it is whole."""
    yield from holds(run)


@rubric.check(
    "FOLD-05",
    bare,
    needs=("FOLD-01",),
    help="An empty text is no JSON.",
    hints=(
        "A tool that takes nothing is called as well, and nothing is written of its input.",
        "The `input` of `content_block_start` is `{}` already.",
        "if written[...]: ...",
    ),
    cites=("S6", "If there is no piece, or only empty ones, it stays `{}`"),
)
def leaves_empty_input(run: Run) -> Iterator[Claim]:
    """Leaves the input {} where nothing was written of it."""
    yield from holds(run)


@rubric.check(
    "FOLD-06",
    sources,
    needs=("FOLD-01",),
    help="Each `citations_delta` brings one more.",
    hints=(
        "A text may rest on several citations, and each comes in a delta of its own.",
        "`citations_delta` has one `citation`; the block has a list of them, `citations`.",
        'block.setdefault("citations", [])....',
    ),
    cites=("`citations_delta` brings one `citation`, the next in the block's list `citations`.",),
)
def gathers_citations(run: Run) -> Iterator[Claim]:
    """Gathers the citations of a text, in order."""
    yield from holds(run)


@rubric.check(
    "FOLD-07",
    woven,
    needs=("FOLD-02", "FOLD-03", "FOLD-04"),
    help="The block that a delta belongs to need not be the last.",
    hints=(
        "A delta says by itself which block it belongs to.",
        "`index` is the place of the block in the finished `content`.",
        "block = content[event[...]]",
    ),
    cites=("Deltas of one block may come between those of another", "S5"),
)
def goes_by_index(run: Run) -> Iterator[Claim]:
    """Adds each delta to the block of its index, whatever comes between."""
    yield from holds(run)


@rubric.check(
    "FOLD-08",
    counted,
    help="Running totals: the last one holds.",
    hints=(
        "The counts of `message_delta` are running totals, and not increments.",
        "The `usage` of `message_delta` replaces what it names; null names nothing.",
        'message["usage"] |= {name: count for ... if count is not None}',
    ),
    cites=("S10",),
)
def counts_as_at_the_end(run: Run) -> Iterator[Claim]:
    """Replaces the counts of usage by the last totals, and keeps those that are not repeated."""
    args = given(run.case)
    wanted = dict(args["start"])
    for totals in args["totals"]:
        wanted |= {name: count for name, count in totals.items() if count is not None}
    yield that(run).ends()
    yield that(folded(run).get("usage"), "usage", at=run.end).equals(wanted)


@rubric.check(
    "FOLD-09",
    ended,
    help="All fields of the delta of `message_delta`.",
    hints=(
        "How a message ends is not known when it begins: three of its fields are null until then.",
        "`message_delta` has `stop_reason`, `stop_sequence` and `stop_details` in its `delta`.",
        "message |= event[...]",
    ),
    cites=(
        "the message of `message_start` with all its fields, those that you do not know too",
        "the fields of `delta` in `message_delta`: `stop_reason`, `stop_sequence`",
    ),
)
def tells_why_it_stops(run: Run) -> Iterator[Claim]:
    """Keeps what message_start says of the message, and takes over why it stops."""
    yield that(run).ends()
    for name, wanted in {**HEAD, **given(run.case)["stop"]}.items():
        yield that(folded(run).get(name), name, at=run.end).equals(wanted)


@rubric.check(
    "FOLD-10",
    among_strangers,
    needs=("FOLD-02", "FOLD-04"),
    help="Act on the types that you know.",
    hints=(
        "New types of events and deltas may be added at any time.",
        "A `ping` has no `index`, an unknown delta no `text`; an unknown event may have fields that you know.",
        "match event: ...  # without a last case _: raise",
    ),
    cites=("S3", "S4"),
)
def passes_over_strangers(run: Run) -> Iterator[Claim]:
    """Passes over pings, and over events and deltas that it does not know."""
    yield from holds(run)
    yield that(folded(run).get("type"), "type", at=run.end).equals(HEAD["type"])
