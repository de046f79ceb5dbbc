"""02_errors/choose_route: what is graded. Pure: parameters are measured and looked at, and nothing is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from hypothesis import strategies as st

from grader.rubric import Api, Case, Claim, Repeat, Rubric, Run, Scenario, Submission, case, cases, that

rubric = Rubric("02_errors/choose_route")

LONG: Final = 21_334
"""The fewest tokens that the SDK expects to take more than ten minutes."""

DEFAULT: Final = 32_000_000
"""The most bytes of a body, if the call does not say."""


def choose_route(submission: Submission, api: Api, case: Case) -> Run:
    """Choose the route of one request; `text` stands in its system prompt `times` times."""
    params = body(case)
    if "text" in case.args:
        params["system"] = Repeat(case.text, case.args.get("times", 1))
    limit = {} if spare(case) is None else {"body_limit": size(case) + spare(case)}
    return submission.choose_route(params, urgent=case.args.get("urgent", True), **limit)


def body(case: Case) -> dict[str, Any]:
    """Return the parameters of a case, but for the text."""
    given = {name: case.args[name] for name in ("stream", "speed") if name in case.args}
    said = [{"role": "user", "content": "Hi"}]
    return {"model": "claude-sonnet-5-5", "max_tokens": case.args.get("max_tokens", 64), "messages": said, **given}


def size(case: Case) -> int:
    """Return the bytes of the body, as the SDK encodes it; a text is measured once, however often it stands there."""
    rest = {**body(case), "system": ""} if "text" in case.args else body(case)
    times = int(case.args.get("times", 1))
    return encoded(rest) + times * (encoded(case.args.get("text", "")) - len('""'))


def encoded(value: Any) -> int:
    """Return the bytes of a value in JSON."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def spare(case: Case) -> Any:
    """Return by how much the limit is above the size of the body, None for the limit by default."""
    return case.args.get("spare")


short = Scenario(
    choose_route,
    cases(max_tokens=st.integers(1, LONG - 1)),
    examples=3,
    why="any number of tokens below the edge",
    pinned=[case(max_tokens=64)],
)
edge = Scenario(
    choose_route,
    cases(max_tokens=st.integers(1, 128_000)),
    examples=5,
    why="any number of tokens; the edge is pinned",
    pinned=[case(max_tokens=n) for n in (64_000, 32_000, LONG + 1, LONG, LONG - 1)],
)
patient = Scenario(
    choose_route,
    cases(max_tokens=st.integers(1, 128_000), urgent=False),
    examples=4,
    why="any number of tokens; both sides of the edge are pinned",
    pinned=[case(max_tokens=n, urgent=False) for n in (64, LONG)],
)
unbatchable = Scenario(
    choose_route,
    cases(max_tokens=st.integers(1, LONG - 1), speed="fast", urgent=False),
    examples=2,
    why="what a batch may not hold is a short list, and pinned",
    pinned=[
        case(stream=True, urgent=False),
        case(speed="fast", urgent=False),
        case(max_tokens=0, urgent=False),
    ],
)
sized = Scenario(
    choose_route,
    cases(text=st.sampled_from(["a", "bc", "d e f"]), times=st.integers(2, 500), spare=st.integers(-40, 40)),
    examples=6,
    why="any size; the edge is pinned, for each kind of request, and the limit by default: the escape character takes "
    "six bytes in JSON, so a body of 32 MB is made and measured six times as fast as one of letters",
    pinned=[
        *(case(text="abc", times=9, spare=n, urgent=urgent) for n in (-1, 0, 1) for urgent in (True, False)),
        case(text="\x1b", times=DEFAULT // 6),
    ],
)
lettered = Scenario(
    choose_route,
    cases(text=st.sampled_from(["é", "漢", "😀", "a漢"]), times=st.integers(2, 500), spare=st.integers(-9, 9)),
    examples=6,
    why="letters of two, three and four bytes; the edge is pinned for each",
    pinned=[case(text=text, times=30, spare=n) for text in ("é", "漢", "😀") for n in (-1, 0)],
)


def goes(run: Run, wanted: str) -> Iterator[Claim]:
    """State which route is chosen."""
    yield that(run.value, "the route", at=run.end).equals(wanted)


def urgently(run: Run) -> str:
    """Return the route of what no batch takes, or what can't wait for one."""
    asked = body(run.case)
    return "stream" if asked.get("stream") or asked["max_tokens"] >= LONG else "create"


def measured(run: Run) -> str:
    """Return the route by the size of the body, for what is short and fits a batch."""
    room = DEFAULT - size(run.case) if spare(run.case) is None else spare(run.case)
    if room < 0:
        return "too_large"
    return "create" if run.case.args.get("urgent", True) else "batch"


@rubric.check(
    "ROUTE-01",
    short,
    help="What is short and urgent needs no stream.",
    hints=("What none of the rows names is sent at once.", "`create`, the last row.", 'return "..."'),
    cites=("| 4 | any other | `create` |",),
)
def creates(run: Run) -> Iterator[Claim]:
    """Says `create` for what is urgent and short."""
    yield from goes(run, "create")


@rubric.check(
    "ROUTE-02",
    edge,
    points=2,
    needs=("ROUTE-01",),
    help="128,000 tokens take an hour.",
    hints=(
        "The SDK refuses to wait more than ten minutes for a reply that is not streamed.",
        "`max_tokens`: 3600 s for 128,000 of them.",
        "3600 * params[...] / 128_000 > ...",
    ),
    cites=("The SDK expects 128,000 tokens to take an hour, so 21,333 are within ten minutes and 21,334 are not.",),
)
def streams_what_takes_long(run: Run) -> Iterator[Claim]:
    """Says `stream` for what is urgent and may take more than ten minutes, from the first such token on."""
    if run.case.max_tokens >= LONG - 1:
        yield from goes(run, "stream" if run.case.max_tokens >= LONG else "create")


@rubric.check(
    "ROUTE-03",
    patient,
    points=2,
    help="A batch has a day.",
    hints=("What can wait costs half in a batch.", "`urgent`, before the ten minutes.", "if not urgent and ...:"),
    cites=("it is not urgent, and has nothing that a batch refuses",),
)
def batches_what_can_wait(run: Run) -> Iterator[Claim]:
    """Says `batch` for what can wait, however long it takes."""
    yield from goes(run, "batch")


@rubric.check(
    "ROUTE-04",
    unbatchable,
    needs=("ROUTE-01",),
    points=2,
    help="Three parameters.",
    hints=(
        "Some parameters make no sense in a batch, and it refuses them a day later.",
        "`stream`, `speed`, and a `max_tokens` of 0.",
        'not params.get("stream") and ...',
    ),
    cites=("`stream` that is true, a `speed`, `max_tokens` of 0",),
)
def knows_what_no_batch_takes(run: Run) -> Iterator[Claim]:
    """Sends what no batch takes as if it were urgent."""
    yield from goes(run, urgently(run))


@rubric.check(
    "ROUTE-05",
    sized,
    needs=("ROUTE-01",),
    points=2,
    help="The whole body, and a body of exactly the limit is not beyond it.",
    hints=(
        "A body that is too large is refused whichever way it goes.",
        "`json.dumps` with `separators`, without spaces.",
        'json.dumps(params, separators=(",", ...), ...)',
    ),
    cites=("A body of exactly `body_limit` bytes is not too large.",),
)
def measures_the_body(run: Run) -> Iterator[Claim]:
    """Says `too_large` for a body beyond the limit, and only for such."""
    yield from goes(run, measured(run))


@rubric.check(
    "ROUTE-06",
    lettered,
    needs=("ROUTE-05",),
    help="Letters outside ASCII have several bytes.",
    hints=(
        "The limit counts bytes, and a letter may have four.",
        "`ensure_ascii=False`, and `str.encode()`.",
        "len(json.dumps(params, ensure_ascii=False, ...).encode())",
    ),
    cites=("JSON in UTF-8, letters outside ASCII as they are and not as `\\u` escapes",),
)
def counts_bytes(run: Run) -> Iterator[Claim]:
    """Counts the bytes of the body, and not its characters."""
    yield from goes(run, measured(run))
