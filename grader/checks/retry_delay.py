"""03_retries/retry_delay: what is graded (R7 to R11, R14 to R16). No request is sent: a case is the arguments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final

from hypothesis import strategies as st

from grader.rubric import Api, Case, Claim, Reply, Rubric, Run, Scenario, Submission, case, cases, that

rubric = Rubric("03_retries/retry_delay")

NOON: Final = datetime(2026, 10, 21, 12, tzinfo=UTC)
"""What the function is told to be the time of day, but for a quarter of a second; its clock shows another one."""
ORDINARY: Final = {"attempt": 1, "status": 500, "headers": {}, "u": 0.0, "base": 0.5, "cap": 8.0}
TOLD: Final = ({"x-should-retry": "true"}, {"x-should-retry": "false"})
AMPLE: Final = 100_000.0
"""A cap above every hint."""
NONSENSE: Final = ("", "soon", "7s", "0", "-5", "nan", "inf", "-inf", "1e999")


def date(seconds: int) -> str:
    """Return the HTTP date of so many seconds after noon."""
    return format_datetime(NOON + timedelta(seconds=seconds), usegmt=True)


def given(case: Case) -> dict[str, Any]:
    """Return the arguments of a case: what it leaves open is ordinary."""
    return {"now": NOON.timestamp() + 0.25, **ORDINARY, **case.args}


def ask(submission: Submission, api: Api, case: Case) -> Run:
    """Ask for the delay."""
    args = given(case)
    places = (args.pop("attempt"), args.pop("status"), args.pop("headers"))
    return submission.retry_delay(*places, **args)


statuses = Scenario(
    ask,
    cases(status=st.integers(400, 599), headers=st.sampled_from([{}, *TOLD])),
    examples=15,
    why="any 4xx or 5xx may come; those that are named are pinned, and so are those next to them",
    pinned=[
        *(case(status=s) for s in (529, None, 408, 409, 429, 500, 502, 503, 504, 520, 599)),
        *(case(status=s) for s in (400, 401, 403, 404, 407, 410, 413, 422, 428, 430, 499, 200)),
        *(case(status=s, headers=header) for s in (400, 429, 500) for header in TOLD),
        *(case(status=s, headers=TOLD[0]) for s in (200, 399)),
    ],
)
backoffs = Scenario(
    ask,
    cases(
        attempt=st.integers(1, 9),
        u=st.sampled_from((0.0, 0.5, 0.25, 0.999)),
        base=st.sampled_from((0.5, 1, 0.25)),
        cap=st.sampled_from((8.0, 1000, 3.5)),
    ),
    examples=25,
    why="attempts, jitters, bases and caps in pairs",
    pinned=[
        *(case(attempt=n) for n in (1, 2, 4, 6, 60, 1000)),
        *(case(attempt=n, u=u) for n in (1, 9) for u in (0.5, 0.999)),
        case(base=8.0),
    ],
)
hints = Scenario(
    ask,
    cases(
        attempt=st.integers(1, 5),
        status=st.sampled_from((429, 500, 408)),
        headers=st.sampled_from([{"retry-after": text} for text in ("7", "1.5", "0.2", "90", "86400")]),
        u=st.sampled_from((0.5, 0.0)),
    ),
    examples=6,
    why="seconds below the backoff and above the cap, on any status that is retried",
    pinned=[case(headers={"retry-after": text}, u=0.5) for text in ("7", "1.5", "0.2", "90")],
)
other_forms = Scenario(
    ask,
    cases(
        attempt=st.integers(1, 5),
        status=st.sampled_from((429, 500, 408)),
        headers=st.one_of(
            st.integers(1, 3600).map(lambda seconds: {"retry-after": date(seconds)}),
            st.integers(1, 9999).map(lambda ms: {"retry-after-ms": str(ms), "retry-after": "7"}),
        ),
        cap=AMPLE,
    ),
    examples=12,
    why="any date and any milliseconds; neither cap nor jitter has a part in them here",
    pinned=[
        case(headers={"retry-after": date(45)}, cap=AMPLE),
        case(headers={"retry-after-ms": "1500"}, cap=AMPLE),
        case(headers={"retry-after-ms": "1500", "retry-after": "2"}, cap=AMPLE),
        case(headers={"retry-after-ms": "soon", "retry-after": "7"}, cap=AMPLE),
    ],
)
senseless = Scenario(
    ask,
    cases(attempt=2, headers=st.sampled_from([{"retry-after": text} for text in NONSENSE])),
    examples=1,
    why="what makes no sense is a short list, and pinned; two hints that make sense are among it",
    pinned=[
        *(case(attempt=2, headers={"retry-after": text}) for text in ("5", "7")),
        *(case(attempt=2, headers={"retry-after": text}) for text in (*NONSENSE, date(-60))),
        *(case(attempt=2, headers={"retry-after-ms": text}) for text in NONSENSE),
    ],
)


def delay(run: Run, wanted: float | None) -> Iterator[Claim]:
    """State the delay."""
    yield that(run).ends()
    found = that(run.value, "the delay", at=run.end, unit=" s")
    yield found.equals(None) if wanted is None else found.near(wanted)


def some_delay(run: Run) -> Iterator[Claim]:
    """State that there is a next attempt, after whatever delay is no longer than the longest."""
    yield that(run).ends()
    longest = given(run.case)["cap"]
    yield that(run.value, "the delay before another attempt", at=run.end, unit=" s").between(0, longest)


def doubled(run: Run) -> float:
    """Return the backoff before cap and jitter."""
    args = given(run.case)
    return float(args["base"] * 2.0 ** (args["attempt"] - 1))


def backoff(run: Run) -> float:
    """Return the wait without a hint, by the lesson's formula."""
    args = given(run.case)
    return float(min(args["cap"], doubled(run)) * (1 - args["u"] / 4))


def jitter(run: Run) -> bool:
    """Tell whether jitter takes anything off."""
    return bool(given(run.case)["u"] > 0)


def too_long(run: Run) -> bool:
    """Tell whether the backoff grew beyond the cap."""
    return bool(doubled(run) > given(run.case)["cap"])


def hint(run: Run) -> float | None:
    """Return the seconds that the server asks for, None where that makes no sense."""
    args = given(run.case)
    return Reply(200, tuple(args["headers"].items())).retry_after(args["now"])


@rubric.check(
    "DELAY-01",
    backoffs,
    help="`attempt` counts from 1.",
    hints=(
        "The first wait is not doubled yet.",
        "`attempt` is 1 after the first attempt.",
        "base * 2.0 ** (attempt - ...)",
    ),
    cites=("`base`, `cap`: the first and the longest backoff in seconds",),
)
def begins_with_base(run: Run) -> Iterator[Claim]:
    """Waits `base` after the first attempt."""
    if given(run.case)["attempt"] == 1 and not jitter(run):
        yield from delay(run, given(run.case)["base"])


@rubric.check(
    "DELAY-02",
    statuses,
    help="529 is a 5xx; `status` None is a failure that may pass.",
    hints=(
        "What is wrong on the server's side, or on the way, may pass.",
        "`status`: None, 408, 409, 429, and from 500 on.",
        "status in {408, ...} or status >= ...",
    ),
    cites=("R7", "R6", "A status below 400: no, nothing failed."),
)
def retries_what_passes(run: Run) -> Iterator[Claim]:
    """Retries no reply, 408, 409, 429 and 5xx, and nothing else."""
    args = given(run.case)
    status = args["status"]
    if not args["headers"] or status < 400:
        passes = status is None or status in {408, 409, 429} or status >= 500
        yield from some_delay(run) if passes else delay(run, None)


@rubric.check(
    "DELAY-03",
    statuses,
    help="`x-should-retry` is the server's own word.",
    hints=(
        "The server may know better than the status.",
        '`headers.get("x-should-retry")`: "true", "false", or something else.',
        'if headers.get("x-should-retry") == ...: return None',
    ),
    cites=("R8",),
)
def obeys_the_server(run: Run) -> Iterator[Claim]:
    """Lets `x-should-retry` win over the status, both ways."""
    args = given(run.case)
    told = args["headers"].get("x-should-retry")
    if told and args["status"] >= 400:
        yield from some_delay(run) if told == "true" else delay(run, None)


@rubric.check(
    "DELAY-04",
    backoffs,
    needs=("DELAY-01",),
    help="Powers of 2, not multiples of `base`.",
    hints=("Each wait is twice the one before.", "`**`", "base * 2.0 ** (...)"),
    cites=("R14",),
)
def doubles(run: Run) -> Iterator[Claim]:
    """Doubles the backoff from attempt to attempt."""
    if not jitter(run) and not too_long(run):
        yield from delay(run, backoff(run))


@rubric.check(
    "DELAY-05",
    backoffs,
    needs=("DELAY-04",),
    help="Doubling has no end of its own.",
    hints=("What doubles each time is soon longer than anyone waits.", "`min`, before the jitter.", "min(cap, ...)"),
    cites=("R15",),
)
def keeps_the_cap(run: Run) -> Iterator[Claim]:
    """Never backs off for longer than `cap`."""
    if not jitter(run) and too_long(run):
        yield from delay(run, backoff(run))


@rubric.check(
    "DELAY-06",
    backoffs,
    needs=("DELAY-05",),
    help="`1 - u / 4` lies between three quarters and 1.",
    hints=(
        "Clients that failed together should not come back together.",
        "`u`: 0 takes nothing off, and almost 1 almost a quarter.",
        "min(cap, ...) * (1 - ...)",
    ),
    cites=("R16",),
)
def takes_jitter_off(run: Run) -> Iterator[Claim]:
    """Takes a part of up to a quarter off, as `u` says."""
    if jitter(run):
        yield from delay(run, backoff(run))


@rubric.check(
    "DELAY-07",
    hints,
    help="Neither `cap` nor `u` has a part in what the server asks.",
    hints=("The server knows when it will be ready.", "`retry-after`, `float`", "hint = float(headers[...])"),
    cites=("R9", "A hint that is finite and greater than zero is returned as it is, on every status that is retried"),
)
def takes_seconds(run: Run) -> Iterator[Claim]:
    """Takes `retry-after` in seconds as it is, whole or with decimals, on every retried status."""
    yield from delay(run, hint(run))


@rubric.check(
    "DELAY-08",
    other_forms,
    help="`email.utils` reads HTTP dates; count from `now`.",
    hints=(
        "The header may name a point in time instead of a number of seconds.",
        "`email.utils.parsedate_to_datetime`, and `timestamp()` of what it returns.",
        "parsedate_to_datetime(text).timestamp() - ...",
    ),
    cites=("R10",),
)
def takes_dates(run: Run) -> Iterator[Claim]:
    """Reads `retry-after` as an HTTP date, counted from `now`."""
    if "GMT" in run.case.headers.get("retry-after", ""):
        yield from delay(run, hint(run))


@rubric.check(
    "DELAY-09",
    other_forms,
    help="A second has 1,000 milliseconds.",
    hints=("Of two hints the finer one comes first.", "`retry-after-ms`", 'float(headers["retry-after-ms"]) / ...'),
    cites=("R10",),
)
def prefers_milliseconds(run: Run) -> Iterator[Claim]:
    """Prefers `retry-after-ms`."""
    if "retry-after-ms" in run.case.headers:
        yield from delay(run, hint(run))


@rubric.check(
    "DELAY-10",
    senseless,
    needs=("DELAY-01",),
    help="Think of zero, of the past, of `nan` and `inf`.",
    hints=(
        "A hint can be read and still make no sense.",
        "`math.isfinite`",
        "if hint is not None and hint > 0 and ...:",
    ),
    cites=("R11",),
)
def backs_off_from_nonsense(run: Run) -> Iterator[Claim]:
    """Backs off where the hint makes no sense, and there alone."""
    asked = hint(run)
    yield from delay(run, backoff(run) if asked is None else asked)
