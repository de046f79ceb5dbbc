"""03_retries/create_with_retries: what is graded (R1 to R9, R12, R13, R17 to R22, R26)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hypothesis import strategies as st

from grader.rubric import (
    PERMANENT,
    Api,
    Attempt,
    Case,
    Claim,
    Event,
    Model,
    Rubric,
    Run,
    Scenario,
    Submission,
    case,
    cases,
    idle,
    raises_its_error,
    scripts,
    steps,
    that,
    transient,
)

rubric = Rubric("03_retries/create_with_retries")

PARAMS: Final = {
    "model": "claude-haiku-5-5",
    "max_tokens": 64,
    "messages": [{"role": "user", "content": "Are you there?"}],
}
BOUNDS: Final = {"max_attempts": 4, "deadline": 10_000}
"""What a case leaves open is ample."""
SPEND_LIMITS: Final = ("enforced_spend_limit_reached", "contract_spend_limit_reached")
REFUSED_BY_THE_SDK: Final = {"temperature": (1, "TypeError"), "max_tokens": (30_000, "ValueError")}
"""What is never sent: parameters, and what they raise."""
SAID: Final = ("true", "false")
"""What `x-should-retry` says."""
PASSING: Final = ("500", "500 retry-after=3")
"""What whoever retries anything retries."""
CALLER_NEEDS: Final = ("status_code", "request_id")
SHORTEST: Final = 0.375
"""Seconds of the shortest backoff."""
SLACK: Final = 1e-6
"""Seconds that rounding may cost."""


def create(submission: Submission, api: Api, case: Case) -> Run:
    """Call as often as the case says, by default once."""
    params = {**PARAMS, **case.args.get("more", {})}
    bounds = {name: case.args.get(name, ample) for name, ample in BOUNDS.items()}
    runs = [submission.create_with_retries(api.client, params, **bounds) for _ in range(case.args.get("calls", 1))]
    return runs[-1]


answered = Scenario(
    create,
    cases(),
    examples=1,
    why="one recorded reply",
    cassette="03_retries/answered",
)
faults = Scenario(
    create,
    cases(
        scripts(steps("529", "500", "429 retry-after=7", "refused", "503 retry-after=30"), least=1, most=3),
        max_attempts=st.integers(1, 4),
    ),
    examples=10,
    why="failures one after another; statuses, faults and bounds are pinned",
    pinned=[
        *map(case, ("529", "408", "409", "429", "500", "504", "599")),
        *map(case, ("refused", "connect-timeout", "silent", "reset", "529; refused; 500; ok")),
        *(case(f"429 retry-after={hint}") for hint in (7, 1, 90)),
        case("ok retry-after=59"),
        *(case("500; ...", max_attempts=n) for n in (1, 2, 3)),
        case("529 retry-after=1; ...", max_attempts=7),
        case("refused; ...", max_attempts=2),
    ],
    reads=CALLER_NEEDS,
)
final = Scenario(
    create,
    cases(steps(*map(str, PERMANENT), *PASSING)),
    examples=len(PERMANENT) + len(PASSING),
    why="what never passes is a short list, and pinned; what passes is drawn among it, each once",
    pinned=[
        *(case(str(status)) for status in (*PERMANENT, 418, 499)),
        case("429; 403"),
        *(case(more={name: value}) for name, (value, _) in REFUSED_BY_THE_SDK.items()),
        *(case(f"529; interrupt@{event}") for event in (1, 2, 4, 5)),
    ],
    reads=CALLER_NEEDS,
)
told = Scenario(
    create,
    cases(steps("400 x-should-retry=true", "529 x-should-retry=false")),
    examples=1,
    why="header and codes are few, and pinned",
    pinned=[
        *(case(f"{status} x-should-retry=true") for status in (400, 404, 403, 500)),
        *(case(f"{status} x-should-retry=false") for status in (529, 500, 429)),
        *(case(f"429 code={code}") for code in SPEND_LIMITS),
        *(case(f"429 retry-after=7 code={code} x-should-retry={said}") for code in SPEND_LIMITS for said in SAID),
        case("529; 500 x-should-retry=false"),
        case("429 code=ramp_limit_exceeded"),
    ],
)
again = Scenario(
    create,
    cases(scripts(steps("503", "500", "429 retry-after=7"), least=1, most=2), calls=st.integers(1, 2)),
    examples=2,
    why="one call, and three that need all their attempts",
    pinned=[case("503; 500; ok; 503; 500; ok; 503; 500; ok", calls=3, max_attempts=3)],
)
unhinted = Scenario(
    create,
    cases(scripts(steps("500", "529", "refused"), least=1, most=2, forever=True), max_attempts=2, calls=3),
    examples=2,
    why="three clients that fail together, and one that fails for long",
    pinned=[
        case("500; ...", max_attempts=2, calls=3),
        case("refused; ...", max_attempts=2),
        case("500; ...", max_attempts=12),
    ],
)
deadlines = Scenario(
    create,
    cases(
        scripts(steps("500", "429 retry-after=7", "503 delay=3"), least=1, most=2, forever=True),
        max_attempts=5,
        deadline=st.sampled_from((3, 0.1, 10, 5)),
    ),
    examples=6,
    why="deadlines before, between and after the waits",
    pinned=[
        case("500; ...", deadline=0.1),
        case("429 retry-after=7; ...", deadline=5),
        case("429 retry-after=3600; ...", deadline=60),
        case("500; ...", deadline=2),
        case("500 delay=3; ...", deadline=5),
        *(case(f"500; clock+3600@{event}", deadline=60) for event in (1, 4)),
        *(case(f"500; ...; clock-3600@{event}", deadline=2) for event in (1, 4)),
    ],
)


def bound(run: Run, name: str) -> Any:
    """Return a bound of the call."""
    return run.case.args.get(name, BOUNDS[name])


def is_told(a: Attempt) -> bool:
    """Tell whether the server says itself whether to retry, by header or by code."""
    return a.reply is not None and bool(a.reply.header("x-should-retry") or a.reply.error_code in SPEND_LIMITS)


def backoff(a: Attempt) -> float:
    """Return the longest wait after an attempt without a hint."""
    return float(min(8, 0.5 * 2.0 ** (a.number - 1)))


def left(a: Attempt) -> float:
    """Return the seconds from the end of an attempt to the deadline."""
    return float(bound(a.run, "deadline")) - (a.over.t + a.over.seconds - a.run.trace[0].t)


def may_retry(a: Attempt) -> bool:
    """Tell whether there is room for another attempt, with a second to spare for jitter on a hint."""
    return a.failed and a.number < bound(a.run, "max_attempts") and max(a.asked or 0, backoff(a)) + 1 < left(a)


def must_stop(a: Attempt) -> bool:
    """Tell whether every wait would end after the deadline: the one that is asked for, or the shortest backoff."""
    return a.failed and (a.asked or SHORTEST) > left(a) + SLACK


def outcome(a: Attempt) -> Event:
    """Return the event that told how an attempt ended."""
    return a.over if a.fault else a.answered


def goes_on(a: Attempt) -> Claim:
    """State that another attempt follows."""
    return that(not a.is_last, at=outcome(a)).happens(
        "another request after this one", "no other request: the call gave up"
    )


def gives_up(a: Attempt, why: str) -> Iterator[Claim]:
    """State that no other attempt follows, and no wait."""
    wanted = f"no request after this one, {why}"
    yield that(a.is_last, at=outcome(a)).happens(wanted, "another request was sent")
    yield no_wait_after(a, "the last request")


def no_wait_after(a: Attempt, what: str) -> Claim:
    """State that there is no wait between an attempt and whatever came next."""
    until = a.next.request_event.i if a.next else float("inf")
    waits = [wait for wait in a.run.waits if a.over.i < wait.i < until]
    return that(waits, at=waits).never(f"wait after {what}")


def returns_its_message(a: Attempt) -> Claim:
    """State that the call returns the message that this attempt got."""
    found = a.run.value
    cls = found.cls if isinstance(found, Model) else "Message"
    return that(a.run).returns(Model(cls, a.reply.json if a.reply else {}))


def in_order(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a request in the order in which they were given, so that a difference shows."""
    return {**{name: params[name] for name in PARAMS if name in params}, **params}


@rubric.check(
    "RETRY-01",
    answered,
    help="The whole message, as `client.messages.create` returns it.",
    hints=(
        "An attempt that succeeds is the last one.",
        "`client.messages.create(**params)`",
        "return client.messages.create(...)",
    ),
    cites=("R1", "R2"),
)
def returns_the_message(run: Run) -> Iterator[Claim]:
    """Returns the message of a first attempt that succeeds."""
    for a in run.attempts[-1:]:
        yield returns_its_message(a)


@rubric.check(
    "RETRY-02",
    faults,
    needs=("RETRY-01",),
    help="Is 529 among them? Is a timeout?",
    hints=(
        "Some failures pass, others stay.",
        "`anthropic.APIConnectionError`; `status_code` of `anthropic.APIStatusError`.",
        "return error.status_code in {408, ...} or ...",
    ),
    cites=("R7", "R20", "R2"),
)
def retries_what_passes(run: Run) -> Iterator[Claim]:
    """Retries connection errors, timeouts, 408, 409, 429 and every 5xx, and returns what comes in the end."""
    yield from idle(run)
    for a in run.attempts:
        if transient(a) and may_retry(a):
            yield goes_on(a)
        if a.is_last and not a.failed:
            yield returns_its_message(a)


@rubric.check(
    "RETRY-03",
    final,
    help="Catch `APIConnectionError` and `APIStatusError`, no more.",
    hints=(
        "What will not pass comes back the same each time.",
        "`except` with the two classes of the SDK; `except Exception` catches too much.",
        "except (APIConnectionError, ...) as error:",
    ),
    cites=("R6", "R20"),
)
def raises_what_stays(run: Run) -> Iterator[Claim]:
    """Raises at once what will not pass, and that alone."""
    for a in run.attempts:
        if a.status == 500 and not run.of("interrupt"):
            yield goes_on(a)
        if a.failed and not transient(a):
            yield from gives_up(a, "whose failure lasts")
            yield raises_its_error(a)
    for stop in run.of("interrupt"):
        later = [e for e in run.requests if e.i > stop.i]
        yield that(later, at=later).never("request after the interruption")
        yield that(run).raises("KeyboardInterrupt")
    for name in run.case.args.get("more", {}):
        if not run.attempts:  # some clients do send so many tokens
            yield that(run.waits, at=run.waits).never("wait")
            yield that(run).raises(REFUSED_BY_THE_SDK[name][1])


@rubric.check(
    "RETRY-04",
    faults,
    needs=("RETRY-01",),
    help="The first request counts, and so do those of the SDK.",
    hints=(
        "Layers of retries multiply; one of them is enough.",
        "`client.with_options`",
        "client.with_options(max_retries=...)",
    ),
    cites=("R3", "Send at most `max_attempts` requests, the first included."),
)
def bounds_its_attempts(run: Run) -> Iterator[Claim]:
    """Sends at most `max_attempts` requests."""
    if len(run.attempts) > 1:  # who never retries has shown nothing
        yield that(len(run.attempts), "the number of requests", at=run.requests).at_most(bound(run, "max_attempts"))


@rubric.check(
    "RETRY-05",
    told,
    needs=("RETRY-03", "RETRY-04"),
    help="A spend limit lasts: look at `error_code`.",
    hints=(
        "The server may know better than the status.",
        "`x-should-retry` in `error.response.headers`; `error.error_code`.",
        "if error.error_code in ...: return False",
    ),
    cites=("R8", "R26"),
)
def obeys_the_server(run: Run) -> Iterator[Claim]:
    """Obeys `x-should-retry`, and never retries a spend limit."""
    for a in run.attempts:
        limited = a.reply is not None and a.reply.error_code in SPEND_LIMITS
        if a.reply and a.reply.header("x-should-retry") == "true" and not limited:
            yield goes_on(a)
        elif is_told(a):
            yield from gives_up(a, "as the server says")
        elif a.status == 429:
            yield goes_on(a)


@rubric.check(
    "RETRY-06",
    faults,
    help="A bare `raise` in the `except` block, before the sleep.",
    hints=(
        "Who gives up has nothing to wait for.",
        "`raise` with nothing after it raises the error at hand.",
        "if attempt == ...: raise",
    ),
    cites=("R4", "R5"),
)
def raises_the_last_error(run: Run) -> Iterator[Claim]:
    """Gives up by raising the last error, without another wait."""
    for a in run.attempts[-1:]:
        if a.failed:
            yield raises_its_error(a)
            yield no_wait_after(a, "the last request")


@rubric.check(
    "RETRY-07",
    faults,
    needs=("RETRY-04",),
    help="A cap on the backoff is no cap on this.",
    hints=(
        "A request that comes too early fails again.",
        "`retry-after` in `error.response.headers`.",
        "delay = float(error.response.headers[...])",
    ),
    cites=("R9", "R13"),
)
def keeps_retry_after(run: Run) -> Iterator[Claim]:
    """Waits at least as long as `retry-after` asks, and after a success not at all."""
    for a in run.attempts:
        if a.failed and a.asked and a.next:
            yield that(a.waited, "the wait", at=a.waits or a.answered, unit=" s").at_least(a.asked)
        if not a.failed:
            yield no_wait_after(a, "a reply that is no error")


@rubric.check(
    "RETRY-08",
    again,
    needs=("RETRY-01",),
    help="Leave `params` as it is; count inside.",
    hints=(
        "What belongs to one call is made anew in each call.",
        "Local variables; `params` is only read.",
        "for attempt in range(1, ...):",
    ),
    cites=("R21", "R22"),
)
def starts_afresh(run: Run) -> Iterator[Claim]:
    """Sends the same body each time, and starts each call afresh."""
    for call in (*run.earlier, run):
        for a in call.attempts:
            yield that(in_order(a.request.params), "the body", at=a.request_event).equals(PARAMS)
        for a in call.attempts[-1:]:
            yield goes_on(a) if a.failed else returns_its_message(a)


@rubric.check(
    "RETRY-09",
    unhinted,
    needs=("RETRY-04",),
    help="Doubled, capped, less a random part.",
    hints=(
        "Doubling gives the server room, and chance parts clients that failed together.",
        "`min`, `random.random()`",
        "min(CAP, BASE * 2.0 ** (...)) * (1 - random.random() / ...)",
    ),
    cites=("R14", "R15", "R16", "R17"),
)
def backs_off(run: Run) -> Iterator[Claim]:
    """Backs off from 0.5 s, doubling to 8 s, less a random part of up to a quarter."""
    calls = (*run.earlier, run)
    for a in (a for call in calls for a in call.attempts if a.next):
        wait = that(a.waited, "the wait", at=a.waits or a.answered, unit=" s")
        yield wait.between(0.75 * backoff(a) - SLACK, backoff(a) + SLACK)
    firsts = [a for call in calls for a in call.attempts[:1] if a.next]
    if len(firsts) > 1:
        differ = len({a.waited for a in firsts}) > 1
        yield that(differ, at=firsts[-1].waits).happens(
            "waits that differ from call to call", "the same wait each time"
        )


@rubric.check(
    "RETRY-10",
    deadlines,
    needs=("RETRY-07",),
    help="Look at the clock before the wait.",
    hints=(
        "A wait that can't end in time is for nothing.",
        "`time.monotonic()`: the time of day may jump.",
        "if time.monotonic() - started + delay > ...: raise",
    ),
    cites=("R12", "R18", "R19"),
)
def keeps_the_deadline(run: Run) -> Iterator[Claim]:
    """Keeps the deadline: no wait that would end after it."""
    yield from idle(run)
    for a in run.attempts:
        if a.number > 1:
            sent = a.request_event.t - run.trace[0].t
            time = that(sent, "the time of this request", at=a.request_event, unit=" s")
            yield time.at_most(bound(run, "deadline") + SLACK)
        if must_stop(a):
            yield from gives_up(a, "as the wait would end after the deadline")
        elif may_retry(a):
            yield goes_on(a)
