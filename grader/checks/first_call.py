"""00_warmup/first_call: what is graded. One call, and the text of its answer."""

from __future__ import annotations

from collections.abc import Iterator

from grader.rubric import Api, Case, Claim, Rubric, Run, Scenario, Submission, case, cases, mixed, says, that

rubric = Rubric("00_warmup/first_call")

QUESTION = "What do rivers do? One sentence."


def first_call(submission: Submission, api: Api, _: Case) -> Run:
    """Ask the question that was recorded."""
    return submission.first_call(api.client, QUESTION)


recorded = Scenario(
    first_call,
    cases(),
    examples=1,
    why="one recording, which says something else in every grade",
    cassette="00_warmup/first_call",
)
blocks = Scenario(
    first_call,
    cases(says(mixed("thinking"))),
    examples=5,
    why="thinking may stand anywhere, and before, between and after text is pinned",
    pinned=[
        case('ok thinking:"hm" "a"'),
        case('ok "a" thinking:"hm" "b"'),
        case('ok "a" thinking:"hm"'),
        case("ok stop=refusal"),
    ],
)


@rubric.check(
    "FIRST-01",
    recorded,
    points=0,
    help="One request, with `question` as its one message.",
    hints=(
        "The question goes out as it is, and the text of the answer comes back.",
        "`client.messages.create(...)` takes `model`, `max_tokens` and `messages`.",
        'messages=[{"role": "user", "content": ...}]',
    ),
    cites=("`question` as it is, as the one user message, to `MODEL` with `MAX_TOKENS`, and nothing else.",),
)
def asks_the_question(run: Run) -> Iterator[Claim]:
    """Sends the question once, and returns the text of the answer."""
    yield that(len(run.attempts), "requests", at=run.requests).equals(1)
    yield that(run).returns(run.said)


@rubric.check(
    "FIRST-02",
    blocks,
    points=0,
    needs=("FIRST-01",),
    help="Look at every block of `message.content`.",
    hints=(
        "A reply is a list of blocks, and text is only one kind of them.",
        "`message.content`: each block has a `type`, and a text block has `text`.",
        '"".join(block.text for block in ... if ...)',
    ),
    cites=("Return the text of all text blocks, joined in order", "S11"),
)
def joins_all_text_blocks(run: Run) -> Iterator[Claim]:
    """Joins the text of all text blocks, wherever they stand."""
    yield that(run).returns(run.said)
