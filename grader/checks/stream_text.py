"""01_streaming/stream_text: what is graded. Streams cut, torn, mixed and left early."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from grader.rubric import (
    Api,
    Case,
    Claim,
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

rubric = Rubric("01_streaming/stream_text", exceptions=("TruncatedStream",))

ERRORS = ("overloaded_error", "api_error", "invalid_request_error")


def stream_text(submission: Submission, api: Api, case: Case) -> Run:
    """Read the stream to its end, or take as many items as the case says. The arguments are those of the recording."""
    prompt = "Why is the sky blue? One sentence."
    taking = submission.take(case.args.get("take"))
    return taking.stream_text(api.client, prompt, model="claude-opus-5-5", max_tokens=240)


def stop_early(submission: Submission, api: Api, case: Case) -> Run:
    """Close the iterator after some items; then time passes, so that a late close shows."""
    run = stream_text(submission, api, case)
    api.sleep(1)
    return run


recorded = Scenario(
    stream_text,
    cases(),
    examples=1,
    why="one recording, which says something else in every grade",
    cassette="01_streaming/short_answer",
)
plain = Scenario(
    stream_text, cases(says(texts(2, 4))), examples=6, why="text of some deltas, each an event and a chunk"
)
rechunked = Scenario(
    stream_text,
    cases(says(texts(1, 3), chunk=st.integers(30, 400))),
    examples=5,
    why="any size of a chunk, and so any place of a cut; a small one, which takes its time, is pinned",
    pinned=[case('ok chunk=400 "a" "b"'), case('ok chunk=64 "a" "b"'), case('ok chunk=3 "é漢" "😀"')],
)
strangers = Scenario(
    stream_text,
    cases(says(mixed("ping", "event", "delta"))),
    examples=5,
    why="strangers anywhere among text; each of them is pinned",
    pinned=[case('ok "a" ping "b"'), case('ok "a" ?weather "b"'), case('ok "a" ~mood_delta "b"')],
)
other_blocks = Scenario(
    stream_text,
    cases(says(mixed("thinking", "tool"))),
    examples=5,
    why="other blocks anywhere among text; each of them is pinned",
    pinned=[
        case('ok thinking:"hm" "a"'),
        case('ok "a" tool:"get_weather" json:"{}"'),
        case('ok "a" thinking:"hm" "b"'),
    ],
)
abandoned = Scenario(
    stop_early,
    cases(says(texts(3, 4)), take=st.integers(1, 2)),
    examples=5,
    why="left after the first or the second item",
    pinned=[case('ok "a" "b" "c"', take=1)],
)
truncated = Scenario(
    stream_text,
    cases(says(texts(2, 4), "cut", place=places(events=8, size=900)) | says(texts(2, 4))),
    examples=12,
    why="any place of a body, at an event and within one, and whole ones among them; the telling ones are pinned",
    pinned=[
        *(case(f'cut@{place} "a" "b" "c"') for place in ("-1e", "-2e", "-3e", "-4e", "1e", "0")),
        case('cut@-1e thinking:"" "a"'),
    ],
    reads=("text",),
)
refused = Scenario(
    stream_text,
    cases(steps("400", "401", "403", "404", "413", "ok")),
    examples=6,
    why="the list is short, and pinned; a stream that is whole is drawn among it",
    pinned=[case(status) for status in ("400", "401", "403", "404", "413")],
    reads=("status_code",),
)
broken = Scenario(
    stream_text,
    cases(
        says(texts(2, 3), st.sampled_from(["reset", "stall"]), place=places(events=7))
        | says(texts(2, 3), "error", place=places(events=7), type=st.sampled_from(ERRORS))
        | says(texts(2, 3))
    ),
    examples=8,
    why="each way to break, anywhere among the events, and whole ones among them; all ways are pinned",
    pinned=[
        case('reset@-4e "a" "b"'),
        case('stall@-3e "a" "b"'),
        case('short@-4e "a" "b"'),
        case('error@-3e type=overloaded_error "a" "b"'),
        case('error@-4e type=invalid_request_error "a" "b"'),
    ],
    reads=("type",),
)


@rubric.check(
    "STREAM-01",
    plain,
    help="Each piece of text once, in order.",
    hints=(
        "A streamed answer comes as events, and some of them bring a piece of text.",
        "`client.messages.stream(...)`: its events of type `text` have the piece in `text`.",
        "for event in stream: ...",
    ),
    cites=("Yield the text of Claude's answer to `prompt`", "S2"),
)
def yields_the_text(run: Run) -> Iterator[Claim]:
    """Yields the text of the answer."""
    if run.attempts:  # who asks nothing has nothing to say
        yield that(run).yields(run.said)


@rubric.check(
    "STREAM-02",
    plain,
    needs=("STREAM-01",),
    help="`yield` inside the loop over the events.",
    hints=(
        "A piece that is kept until the next one comes is late.",
        "`yield`, inside the loop over the events.",
        'if event.type == "text": yield ...',
    ),
    cites=("S13",),
)
def hands_on_at_once(run: Run) -> Iterator[Claim]:
    """Hands each text on before it reads further."""
    arrived = ""
    for event in run.of("chunk", "end"):
        yield that(run.text_before(event), "the text handed on before more is read", at=event).equals(arrived)
        arrived += event.text


@rubric.check(
    "STREAM-03",
    rechunked,
    needs=("STREAM-01",),
    help="A chunk is not an event, and no text either.",
    hints=(
        "The network cuts the bytes where it likes: within an event, a line, even a letter.",
        "`for event in stream:` joins the bytes to events, in both ways of the SDK.",
        "for event in ...:",
    ),
    cites=("S1",),
)
def joins_chunks(run: Run) -> Iterator[Claim]:
    """Yields the same text however the bytes are cut into chunks."""
    yield that(run).yields(run.said)


@rubric.check(
    "STREAM-04",
    strangers,
    needs=("STREAM-01",),
    help="Act on the events that you know.",
    hints=(
        "New types of events and deltas may be added at any time.",
        "`event.type`, and of a `content_block_delta` also `event.delta.type`.",
        "elif event.type == ...:",
    ),
    cites=("S3", "S4"),
)
def passes_over_strangers(run: Run) -> Iterator[Claim]:
    """Passes over pings, and over events and deltas that it does not know."""
    yield that(run).yields(run.said)


@rubric.check(
    "STREAM-05",
    other_blocks,
    needs=("STREAM-01",),
    help="Look at the type of each delta.",
    hints=(
        "Thinking and the input of tools come in deltas too.",
        "`text_delta`; `thinking_delta` and `input_json_delta` are others.",
        'if event.type == "content_block_delta" and event.delta.type == ...:',
    ),
    cites=("S5",),
)
def yields_text_only(run: Run) -> Iterator[Claim]:
    """Yields text only: no thinking, no input of tools."""
    yield that(run).yields(run.said)


@rubric.check(
    "STREAM-06",
    abandoned,
    needs=("STREAM-01", "STREAM-02"),
    help="Leaving the `with` block closes it.",
    hints=(
        "An iterator that is closed ends at the `yield` where it stands, and cleans up.",
        "`with` around the loop: leaving it closes the response.",
        "with client.messages.stream(...) as stream:",
    ),
    cites=("S12",),
)
def closes_when_left(run: Run) -> Iterator[Claim]:
    """Closes the response at once when the caller stops early, and reads no further."""
    for left in run.of("close"):
        later = [event for event in run.after(left) if event.kind == "chunk"]
        yield that(later, at=later).never("chunk read after the caller has stopped")
        at_once = any(closed.at == left.at for closed in run.of("closed"))
        yield that(at_once, at=left).happens("the response closed as the caller stops", "it stays open")


@rubric.check(
    "STREAM-07",
    truncated,
    needs=("STREAM-01",),
    help="Only `message_stop` says it is whole.",
    hints=(
        "A body that ends too soon but cleanly ends the loop, and nothing else.",
        "`message_stop` is the last event of a reply that is whole.",
        "if not ...: raise TruncatedStream(text)",
    ),
    cites=("S7",),
)
def tells_a_truncated_stream(run: Run) -> Iterator[Claim]:
    """Raises TruncatedStream with the text so far if the stream ends without message_stop."""
    yield from truncated_or(run, lambda run: [that(run).yields(run.said)], "text")


@rubric.check(
    "STREAM-08",
    refused,
    help="Let the SDK's error through.",
    hints=(
        "What is refused before the stream begins is for the caller to know.",
        "`anthropic.APIStatusError`, raised as the stream is opened.",
        "with ... as stream:  # and no except around it",
    ),
    cites=("S15",),
)
def lets_a_refusal_through(run: Run) -> Iterator[Claim]:
    """Raises an error before the stream as the SDK raises it."""
    for attempt in run.attempts:
        yield ends_as(attempt)


@rubric.check(
    "STREAM-09",
    broken,
    needs=("STREAM-01", "STREAM-02"),
    help="What was handed on can't be taken back.",
    hints=(
        "What was handed on can't be taken back; a second reply would say it once more.",
        "`httpx2.TransportError` for a broken connection, `anthropic.APIStatusError` for an `error` event.",
        "with ... as stream:  # and no except around it",
    ),
    cites=("R25", "S8", "S9", "Raise every other error as it comes"),
)
def lets_a_break_through(run: Run) -> Iterator[Claim]:
    """Raises what breaks in mid-stream after the text that had arrived, and does not ask again."""
    for attempt in run.attempts[:1]:
        yield one_request(run)
        yield that(run.text, "the text handed on", at=attempt.over).equals(attempt.delivered)
        yield ends_as(attempt)


@rubric.check(
    "STREAM-10",
    recorded,
    help="`prompt` is the one user message, as it is.",
    hints=(
        "The request is what the caller asked for, and no more.",
        "`client.messages.stream(...)` takes `model`, `max_tokens` and `messages`.",
        'messages=[{"role": "user", "content": ...}]',
    ),
    cites=(
        "Send one request, with the prompt, `model` and `max_tokens`.",
        "the given `model`, `max_tokens` and `tools`, `stream`, and nothing else.",
    ),
)
def asks_as_told(run: Run) -> Iterator[Claim]:
    """Sends one request, with the given prompt, model and max_tokens and nothing else."""
    yield one_request(run)
