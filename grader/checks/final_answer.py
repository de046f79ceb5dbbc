"""01_streaming/final_answer: what is graded. What is known of a stream at its end, and at its end alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hypothesis import strategies as st

from grader.rubric import (
    Api,
    Case,
    Claim,
    Reply,
    Rubric,
    Run,
    Scenario,
    Submission,
    case,
    cases,
    mixed,
    one_request,
    places,
    says,
    tells,
    texts,
    truncated_or,
)

rubric = Rubric("01_streaming/final_answer", exceptions=("TruncatedStream",))

REASONS: Final = (
    *("end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn"),
    *("model_context_window_exceeded", "refusal", "moonrise"),
)
"""All that the API may say today, and one that it does not say yet."""


def final_answer(submission: Submission, api: Api, _: Case) -> Run:
    """Stream one answer. The arguments are those of the recording."""
    prompt = "Why is the sky blue? One sentence."
    return submission.final_answer(api.client, prompt, model="claude-opus-5-5", max_tokens=240)


recorded = Scenario(
    final_answer,
    cases(),
    examples=1,
    why="one recording, which says something else in every grade",
    cassette="01_streaming/short_answer",
)
plain = Scenario(final_answer, cases(says(texts(2, 3))), examples=3, why="text of some deltas")
blocks = Scenario(
    final_answer,
    cases(says(mixed("thinking", "tool"))),
    examples=5,
    why="other blocks anywhere among text; before, between and after text is pinned",
    pinned=[
        case('ok thinking:"hm" "a"'),
        case('ok "a" thinking:"hm" "b"'),
        case('ok "a" tool:"get_weather" json:"{}"'),
    ],
)
counted = Scenario(
    final_answer,
    cases(says(texts(1, 2), usage=st.tuples(st.tuples(st.just("output_tokens"), st.integers(1, 999))))),
    examples=4,
    why="any count; what differs from message_start, and what is not repeated, is pinned",
    pinned=[
        case('ok "a" usage.output_tokens=99'),
        case('ok "a" usage.input_tokens=999 usage.output_tokens=9'),
        case('ok "a" usage.output_tokens=9 -usage.input_tokens'),
    ],
)
stopped = Scenario(
    final_answer,
    cases(says(texts(1, 1), stop=st.sampled_from(REASONS))),
    examples=1,
    why="the list is short, and pinned; so are the forms of a refusal without a text",
    pinned=[
        *(case(f'ok stop={reason} "a"') for reason in REASONS),
        case("ok stop=refusal"),
        case('ok stop=refusal details={"type":"refusal","category":"cyber","explanation":"No."}'),
    ],
)
truncated = Scenario(
    final_answer,
    cases(says(texts(2, 4), "cut", place=places(events=8, size=900)) | says(texts(2, 4))),
    examples=12,
    why="any place of a body, at an event and within one, and whole ones among them; the telling ones are pinned",
    pinned=[case(f'cut@{place} "a" "b" "c"') for place in ("-1e", "-2e", "-3e", "-4e", "1e", "0")],
    reads=("text",),
)


def replies(run: Run) -> Iterator[Reply]:
    """Yield what the API replied."""
    for attempt in run.attempts:
        if attempt.reply:
            yield attempt.reply


def counts(reply: Reply) -> dict[str, int]:
    """Return the token counts at the end of a stream: those of its start, as far as later ones do not replace them."""
    found: dict[str, int] = {}
    for event in reply.events:
        found |= event.get("message", event).get("usage", {})
    return {name: found[name] for name in ("input_tokens", "output_tokens")}


@rubric.check(
    "FINAL-01",
    plain,
    help="All pieces, joined in order.",
    hints=(
        "The text comes in pieces, one an event.",
        "`client.messages.stream(...)`: its events of type `text` have the piece in `text`.",
        "text += ...",
    ),
    cites=("the text of all text blocks, joined in order, and nothing else",),
)
def returns_the_text(run: Run) -> Iterator[Claim]:
    """Returns the text of the answer."""
    yield from tells(run, "Answer", text=run.said)


@rubric.check(
    "FINAL-02",
    blocks,
    needs=("FINAL-01",),
    help="Look at the type of each block or delta.",
    hints=(
        "Thinking and calls of tools are blocks of their own.",
        "`type` of each block in `get_final_message().content`, or of each delta.",
        '"".join(block.text for block in ... if ...)',
    ),
    cites=("S5",),
)
def joins_all_text_blocks(run: Run) -> Iterator[Claim]:
    """Joins the text of all text blocks, and nothing else."""
    if run.said:
        yield from tells(run, "Answer", text=run.said)


@rubric.check(
    "FINAL-03",
    counted,
    points=2,
    help="`message_delta` has running totals.",
    hints=(
        "How many tokens there were is known at the end.",
        "`usage` of `get_final_message()`; in raw events, that of `message_delta` over that of `message_start`.",
        "output_tokens=message.usage....",
    ),
    cites=("S10",),
)
def counts_as_at_the_end(run: Run) -> Iterator[Claim]:
    """Reports the token counts as they are at the end of the stream."""
    for reply in replies(run):
        yield from tells(run, "Answer", **counts(reply))


@rubric.check(
    "FINAL-04",
    counted,
    help="It is a header of the response: `request-id`.",
    hints=(
        "A request and a message have ids of their own.",
        "`stream.request_id`, or the header `request-id` of `stream.response`.",
        "request_id=stream....",
    ),
    cites=("`request_id`: the response header `request-id`.",),
)
def names_the_request(run: Run) -> Iterator[Claim]:
    """Reports the request id of the response."""
    for reply in replies(run):
        yield from tells(run, "Answer", request_id=reply.header("request-id"))


@rubric.check(
    "FINAL-05",
    stopped,
    needs=("FINAL-01",),
    help="A refusal may have no block at all.",
    hints=(
        "A refusal is an answer too, and may say nothing.",
        "`content` may be an empty list: then there is no `content[0]`.",
        "text = ...  # before the first event",
    ),
    cites=('`""` if there are none, as in a refusal.', "S11"),
)
def takes_an_empty_refusal(run: Run) -> Iterator[Claim]:
    """Returns a refusal without blocks as an empty text, and an ordinary answer as its own."""
    if not run.said or run.case.script.steps[0].stop == "end_turn":
        yield from tells(run, "Answer", text=run.said)


@rubric.check(
    "FINAL-06",
    stopped,
    help="Hand the API's own word on.",
    hints=(
        "A stop reason that does not exist yet is handed on as well.",
        "`stop_reason` of `get_final_message()`, or of `delta` in `message_delta`.",
        "stop_reason=message....",
    ),
    cites=("S11", "`stop_reason`: the API's own word, whatever it is"),
)
def hands_the_stop_reason_on(run: Run) -> Iterator[Claim]:
    """Hands every stop reason on as it came."""
    if run.said:  # whoever trips over an empty answer has not looked at the reason
        yield from tells(run, "Answer", stop_reason=run.case.script.steps[0].stop)


@rubric.check(
    "FINAL-07",
    truncated,
    points=2,
    needs=("FINAL-01",),
    help="Only `message_stop` says it is whole.",
    hints=(
        "A body that ends too soon but cleanly ends the loop, and nothing else.",
        "`message_stop` is the last event of a whole reply; `get_final_message()` does not look for it.",
        "if not ...: raise TruncatedStream(text)",
    ),
    cites=("S7",),
)
def tells_a_truncated_stream(run: Run) -> Iterator[Claim]:
    """Raises TruncatedStream with the text so far if the stream ends without message_stop."""
    yield from truncated_or(run, lambda run: tells(run, "Answer", text=run.said), "text")


@rubric.check(
    "FINAL-08",
    recorded,
    help="`prompt` is the one user message, as it is.",
    hints=(
        "The request is what the caller asked for, and no more.",
        "`client.messages.stream(...)` takes `model`, `max_tokens` and `messages`.",
        'messages=[{"role": "user", "content": ...}]',
    ),
    cites=(
        "Send one request, with the prompt, `model` and `max_tokens`, as a stream.",
        "the given `model`, `max_tokens` and `tools`, `stream`, and nothing else.",
    ),
)
def asks_as_told(run: Run) -> Iterator[Claim]:
    """Sends one request, with the given prompt, model and max_tokens and nothing else."""
    yield one_request(run)
