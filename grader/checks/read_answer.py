"""02_errors/read_answer: what is graded. Every stop reason, and turns that are paused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from hypothesis import strategies as st

from grader.rubric import (
    Api,
    Attempt,
    Case,
    Claim,
    Model,
    Part,
    Reply,
    Rubric,
    Run,
    Scenario,
    Script,
    Step,
    Submission,
    case,
    cases,
    field,
    one_request,
    says,
    scripts,
    steps,
    tells,
    texts,
    that,
)

rubric = Rubric("02_errors/read_answer")

QUESTION: Final = [{"role": "user", "content": "How high are the Alps, and what is the weather there?"}]
PARAMS: Final = {"model": "claude-sonnet-5-5", "max_tokens": 512, "messages": QUESTION}
TOOLS: Final = [
    {"type": "web_search_20250305", "name": "web_search"},
    {"name": "get_weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
]
SEARCH: Final = 'server:"web_search" json:"{}"'
"""How a paused turn ends: in a call of a tool that the API runs itself."""

SEARCHES: Final = (Part("server", "web_search"), Part("json", "{}"))
CITY: Final = 'tool:"get_weather" json:"{\\"city\\":\\"Oslo\\"}"'
LIMITS: Final = ("max_tokens", "model_context_window_exceeded")
MOST: Final = 4
"""The turns that are allowed where a case does not say."""

STRANGERS: Final = ("out_of_time", "tool_limit", "end")


def read_answer(submission: Submission, api: Api, case: Case) -> Run:
    """Read one answer to a question that may need tools."""
    return submission.read_answer(api.client, {**PARAMS, "tools": TOOLS}, max_turns=case.args.get("max_turns", MOST))


def read_recorded(submission: Submission, api: Api, case: Case) -> Run:
    """Read one answer. The arguments are those of the recording."""
    return submission.read_answer(api.client, PARAMS, max_turns=case.max_turns)


paused = st.builds(
    lambda thought, said: Step(parts=(*thought, *said, *SEARCHES), stop="pause_turn"),
    st.sampled_from([(), (Part("thinking", "hm"),)]),
    texts(0, 2),
)
calls = st.lists(st.sampled_from(["Oslo", "Bern", "Rom"]), min_size=1, max_size=3).map(
    lambda cities: tuple(
        part for city in cities for part in (Part("tool", "get_weather"), Part("json", f'{{"city":"{city}"}}'))
    )
)

recorded = Scenario(
    read_recorded,
    cases(max_turns=3),
    examples=1,
    why="one recording, which says something else in every grade",
    cassette="02_errors/end_turn",
)
finished = Scenario(
    read_answer,
    cases(says(texts(), stop=st.just("stop_sequence"), sequence=st.sampled_from(["END", "\n\n", "</a>"]))),
    examples=2,
    why="the two reasons are pinned",
    pinned=[case('ok stop=end_turn "a"'), case('ok stop=stop_sequence sequence=END "a"')],
)
truncated = Scenario(
    read_answer,
    cases(says(texts(), stop=st.sampled_from(LIMITS))),
    examples=2,
    why="the two reasons are pinned",
    pinned=[case(f'ok stop={reason} "a"') for reason in LIMITS],
)
calling = Scenario(
    read_answer,
    cases(says(st.builds(lambda said, called: (*said, *called), texts(0, 1), calls), stop="tool_use")),
    examples=4,
    why="one call or several, with text before or without; each number is pinned",
    pinned=[
        case(f"ok {CITY}"),
        case('ok "a" tool:"get_weather"'),
        case(f'ok thinking:"hm" {CITY} tool:"get_weather" json:"{{}}"'),
    ],
)
cut_off = Scenario(
    read_answer,
    cases(says(calls, stop=st.sampled_from([*LIMITS, "refusal"]))),
    examples=2,
    why="the reasons for which no call is to be run are pinned",
    pinned=[case(f"ok stop={reason} {CITY}") for reason in (*LIMITS, "refusal")],
)
refused = Scenario(
    read_answer,
    cases(steps("ok stop=refusal")),
    examples=1,
    why="the forms of a refusal are few, and pinned",
    pinned=[
        case("ok stop=refusal"),
        case('ok stop=refusal details={"type":"refusal","category":"cyber","explanation":"No."}'),
        case('ok stop=refusal details={"type":"refusal","category":null,"explanation":"No."} "a"'),
    ],
)
strange = Scenario(
    read_answer,
    cases(says(texts(), stop=st.sampled_from(STRANGERS))),
    examples=2,
    why="any word that is none yet; some are pinned",
    pinned=[case(f'ok stop={reason} "a"') for reason in STRANGERS],
)
pausing = Scenario(
    read_answer,
    cases(scripts(paused, least=1, most=3)),
    examples=6,
    why="one to three pauses, with any content; the telling ones are pinned",
    pinned=[
        case(f'ok stop=pause_turn "a" {SEARCH}; ok "b"'),
        case(f'ok stop=pause_turn thinking:"hm" "a" {SEARCH}; ok stop=max_tokens "b"'),
        case(f'ok stop=pause_turn {SEARCH}; ok stop=pause_turn "a" {SEARCH}; ok "b"'),
    ],
)
always_pausing = Scenario(
    read_answer,
    cases(paused.map(lambda step: Script((step,), forever=True)), max_turns=st.integers(1, 4)),
    examples=3,
    why="any bound; those at the edge are pinned",
    pinned=[case(f'ok stop=pause_turn "a" {SEARCH}; ...', max_turns=most) for most in (1, 2, 3)],
    requests=10,
)


def called(run: Run) -> Any:
    """Return the calls of the answer, each as its JSON."""
    value = field(run, "tool_calls")
    if not isinstance(value, list | tuple):
        return value
    return [dict(call.data) if isinstance(call, Model) else call for call in value]


def replies(run: Run) -> list[Reply]:
    """Return what the API replied."""
    return [attempt.reply for attempt in run.attempts if attempt.reply and attempt.status == 200]


def sent_back(attempt: Attempt) -> list[Any]:
    """Return the blocks that a request sends after the question, whether in one message or in several."""
    blocks: list[Any] = []
    for message in attempt.request.messages[len(QUESTION) :]:
        content = message.get("content")
        said = content if isinstance(content, list) else [{"type": "text", "text": content}]
        blocks += said if message.get("role") == "assistant" else [message]
    return [{k: v for k, v in block.items() if v is not None} for block in blocks if isinstance(block, dict)]


def reads_last(run: Run, **fields: Any) -> Iterator[Claim]:
    """State what the answer says, and that its stop reason is that of the last reply."""
    for reply in replies(run)[-1:]:
        yield from tells(run, "Answer", **fields, stop_reason=reply.json["stop_reason"])


@rubric.check(
    "STOP-01",
    recorded,
    help="Thinking may stand before the text and between two parts of it.",
    hints=(
        "A message is a list of blocks, and text is one kind of them.",
        "`message.content`, and the `type` of each block.",
        '"".join(block.text for block in message.content if ...)',
    ),
    cites=(
        "Make the call with `params` as they are.",
        "the text of all text blocks of all turns, joined with nothing between",
    ),
)
def reads_the_text(run: Run) -> Iterator[Claim]:
    """Asks once, with `params` as they are, and returns the text of all text blocks."""
    yield one_request(run)
    yield from tells(run, "Answer", text=run.said)


@rubric.check(
    "STOP-02",
    finished,
    help="A stop sequence is an end that was asked for.",
    hints=(
        "Two stop reasons mean that nothing is missing.",
        "`end_turn` and `stop_sequence`; which sequence it was stands in `message.stop_sequence`.",
        'if message.stop_reason in {"end_turn", ...}: outcome = "complete"',
    ),
    cites=("S11", "the model wrote one of `stop_sequences`; `stop_sequence` says which"),
)
def knows_what_is_complete(run: Run) -> Iterator[Claim]:
    """Says `complete` for `end_turn` and `stop_sequence`, and which sequence it was."""
    for reply in replies(run):
        yield from reads_last(run, outcome="complete", stop_sequence=reply.json["stop_sequence"])


@rubric.check(
    "STOP-03",
    truncated,
    help="There are two limits, and the text so far belongs to the answer.",
    hints=(
        "An answer that meets a limit ends in mid-sentence.",
        "`max_tokens` and `model_context_window_exceeded`.",
        'if message.stop_reason in {"max_tokens", ...}: outcome = "truncated"',
    ),
    cites=("S11", "What was cut off, refused or left unknown keeps its text too."),
)
def knows_what_is_truncated(run: Run) -> Iterator[Claim]:
    """Says `truncated` for both limits, and keeps the text so far."""
    yield from reads_last(run, outcome="truncated", text=run.said)


@rubric.check(
    "STOP-04",
    calling,
    help="There may be several calls, and no text.",
    hints=(
        "A turn that wants tools run may hold several calls.",
        "`tool_use`: a stop reason, and the `type` of a block.",
        "[block for block in message.content if block.type == ...]",
    ),
    cites=("S11", "`tool_calls`: the `tool_use` blocks of the last turn if its stop reason is `tool_use`, else `[]`."),
)
def hands_on_tool_calls(run: Run) -> Iterator[Claim]:
    """Says `tool_calls` for `tool_use`, and hands every call on."""
    for reply in replies(run):
        yield from reads_last(run, outcome="tool_calls")
        wanted = [block for block in reply.json["content"] if block["type"] == "tool_use"]
        yield that(called(run), "Answer.tool_calls", at=run.end).equals(wanted)


@rubric.check(
    "STOP-05",
    cut_off,
    help="What was cut off may look like a call that is whole.",
    hints=(
        "A call at which an answer was cut off may lack half its input.",
        "The stop reason says whether calls are to be run: `tool_use`, and no other.",
        "calls = [...] if message.stop_reason == ... else []",
    ),
    cites=("A call at which an answer was cut off is there as a block like any other, with half its input or none.",),
)
def runs_no_cut_off_call(run: Run) -> Iterator[Claim]:
    """Hands no call on if the stop reason is another than `tool_use`."""
    yield that(called(run), "Answer.tool_calls", at=run.end).equals([])


@rubric.check(
    "STOP-06",
    refused,
    help="It has status 200, perhaps no block, and its reasons in `stop_details`.",
    hints=(
        "A refusal is no error: it comes as a message, mostly without any block.",
        "`message.stop_details`, with `category` and `explanation`.",
        'Answer("refused", ..., message.stop_reason, message.stop_sequence, message...)',
    ),
    cites=("S11", "the request was refused; `stop_details` has `category` and `explanation`, and both may be None"),
)
def knows_a_refusal(run: Run) -> Iterator[Claim]:
    """Says `refused` for `refusal`, and hands its details on."""
    for reply in replies(run):
        yield from reads_last(run, outcome="refused", stop_details=reply.json["stop_details"])


@rubric.check(
    "STOP-07",
    strange,
    help="New reasons may come at any time.",
    hints=(
        "The list of stop reasons grows, and the SDK hands new ones on as they come.",
        "`dict.get` with a default, or `case _`.",
        "OUTCOMES.get(message.stop_reason, ...)",
    ),
    cites=("S11", "stop reasons may be added; this one is new"),
)
def takes_strangers(run: Run) -> Iterator[Claim]:
    """Says `unknown` for a stop reason that does not exist yet, and keeps the text."""
    yield from reads_last(run, outcome="unknown", text=run.said)


@rubric.check(
    "STOP-08",
    pausing,
    help="All blocks as they came, in an assistant message, and nothing after it.",
    hints=(
        "A paused turn goes on when the API sees all that it has said so far.",
        '`pause_turn`: append `{"role": "assistant", "content": ...}` to the messages.',
        'messages.append({"role": "assistant", "content": message...})',
    ),
    cites=(
        "the whole content of the reply, as it came, in a message of the role `assistant`",
        '`params["messages"]` belongs to the caller',
    ),
)
def goes_on_after_a_pause(run: Run) -> Iterator[Claim]:
    """Goes on after `pause_turn` by sending the content back as it came, and changes nothing else."""
    said: list[Any] = []
    for attempt in run.attempts:
        if attempt.number > 1:
            params, at = dict(attempt.request.params), attempt.request_event
            yield that(sent_back(attempt), "what is sent after the question", at=at).equals(said)
            same = {**params, "messages": attempt.request.messages[: len(QUESTION)]}
            yield that(same, "the rest of the request", at=at).equals(dict(run.attempts[0].request.params))
        content = attempt.reply.json.get("content", []) if attempt.reply else []
        said = [*said, *({k: v for k, v in block.items() if v is not None} for block in content)]
        if attempt.reply and attempt.reply.json.get("stop_reason") == "pause_turn" and attempt.number < MOST:
            follows = attempt.number < len(run.attempts)
            yield that(follows, at=attempt.over).happens("another request, to go on", "no other request was sent")


@rubric.check(
    "STOP-09",
    pausing,
    needs=("STOP-08",),
    help="What was said before a pause belongs to the answer.",
    hints=(
        "The answer is what all turns say; how it ended, the last turn says.",
        "`message.content`: gather its text before you send it back.",
        "parts += [block.text for block in ...]",
    ),
    cites=(
        "the text of all text blocks of all turns, joined with nothing between",
        "those of the last turn, as they came",
    ),
)
def joins_the_turns(run: Run) -> Iterator[Claim]:
    """Returns the text of all turns, joined, and the outcome of the last."""
    yield from reads_last(run, text=run.said)


@rubric.check(
    "STOP-10",
    always_pausing,
    needs=("STOP-08",),
    help="The first request is a turn too.",
    hints=(
        "Nothing says that the API ever stops pausing.",
        "`max_turns` counts all requests, the first among them.",
        "for _ in range(...):",
    ),
    cites=("`max_turns` bounds all requests, the first among them; who has used them up says `paused`.",),
)
def stops_after_max_turns(run: Run) -> Iterator[Claim]:
    """Sends at most `max_turns` requests, and then says `paused`."""
    yield that(len(run.attempts), "the number of requests", at=run.requests).equals(run.case.max_turns)
    yield from reads_last(run, outcome="paused")
