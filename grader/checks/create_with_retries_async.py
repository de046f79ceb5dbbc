"""03_retries/create_with_retries_async: what is graded (R3 to R7, R9, R18, R20, R23).

What it shares with `create_with_retries` is graded as far as a port to async may break it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from hypothesis import strategies as st

from grader.rubric import (
    Api,
    Attempt,
    Case,
    Claim,
    Disturbance,
    Model,
    Rubric,
    Run,
    Scenario,
    Step,
    Submission,
    case,
    cases,
    disturbed,
    idle,
    raises_its_error,
    scripts,
    steps,
    that,
    transient,
)

rubric = Rubric("03_retries/create_with_retries_async", exceptions=("TimeoutError", "CancelledError"))

QUESTIONS: Final = ("Are you there?", "And you?", "Who else?")
BOUNDS: Final = {"max_attempts": 4, "deadline": 10_000}
"""What a case leaves open is ample."""
SHORTEST: Final = 0.375
"""Seconds of the shortest backoff."""
SLACK: Final = 1e-6
"""Seconds that rounding may cost."""
OVER: Final = ("end", "fault", "closed", "abandoned")
"""The kinds of events after which a request is no longer under way."""


def asking(question: str) -> dict[str, Any]:
    """Return the parameters of a request."""
    return {"model": "claude-haiku-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": question}]}


def bound(case: Case, name: str) -> Any:
    """Return a bound of the calls."""
    return case.args.get(name, BOUNDS[name])


def create(submission: Submission, api: Api, case: Case) -> Run:
    """Make one call; then time passes, so that what is closed too late shows."""
    bounds = {name: bound(case, name) for name in BOUNDS}
    run = submission.create_with_retries_async(api.aclient, asking(QUESTIONS[0]), **bounds)
    api.sleep(1)
    return run


def create_all(submission: Submission, api: Api, case: Case) -> Run:
    """Make several calls at once."""
    bounds = {name: bound(case, name) for name in BOUNDS}
    return submission.create_all(api.aclient, [asking(question) for question in QUESTIONS], **bounds)


answered = Scenario(create, cases(), examples=1, why="one recorded reply", cassette="03_retries/answered")
faults = Scenario(
    create,
    cases(scripts(steps("529", "429 retry-after=7", "refused"), least=1, most=3), max_attempts=st.integers(1, 4)),
    examples=5,
    why="failures one after another; kinds of failure, and bounds, are pinned",
    pinned=[
        *map(case, ("529", "408", "500", "429 retry-after=7", "refused", "silent", "529; refused; 500; ok")),
        *map(case, ("409", "599", "400", "401", "404", "499", "529; 403")),
        *map(case, ("400 x-should-retry=true", "529 x-should-retry=false")),
        *(case("500; ...", max_attempts=n) for n in (1, 3)),
        case("refused; ...", max_attempts=2),
    ],
    reads=("status_code", "request_id"),
)
together = Scenario(
    create_all,
    cases(scripts(steps("500", "429 retry-after=7", "ok delay=1", "529 delay=2"), least=2, most=4)),
    examples=6,
    why="three calls, of which some fail at first; the ways to wait at once are pinned",
    pinned=[
        case("ok"),
        case("429 retry-after=60; ok delay=1; ok delay=2"),
        case("500; 500; 500"),
        case("500; 429 retry-after=7; refused"),
        case("500; 500; 500; 529; 529; 529"),
        case("ok; 500; 500; 500; 500"),
    ],
)
cancelled = Scenario(
    create,
    cases(
        disturbed(
            scripts(steps("silent", "ok delay=60", "429 retry-after=60"), least=1, most=1),
            st.builds(Disturbance, st.just("cancel"), st.integers(1, 9)),
        )
    ),
    examples=3,
    why="cancelled before a reply, within one, and in a wait; each is pinned",
    pinned=[
        case("silent; cancel@5"),
        case("ok delay=60; cancel@5"),
        case("ok pace=2 chunk=100; cancel@3"),
        case("429 retry-after=60; cancel@5"),
        case("500; 529; silent; cancel@7"),
    ],
)
overdue = Scenario(
    create,
    cases(steps("silent", "ok delay=60", "503 delay=60"), deadline=st.sampled_from((3, 0.1, 20))),
    examples=3,
    why="the deadline comes before a reply, within one, or after it, in the first attempt or later; each is pinned",
    pinned=[
        case("ok delay=60", deadline=10),
        case("silent", deadline=10),
        case("ok pace=4 chunk=100", deadline=10),
        case("500; silent", deadline=10),
        case("500 delay=4; ...", deadline=10),
        case("ok delay=4", deadline=10),
    ],
)
deadlines = Scenario(
    create,
    cases(scripts(steps("500", "429 retry-after=7"), least=1, most=2, forever=True), deadline=st.sampled_from((3, 10))),
    examples=3,
    why="deadlines before, between and after the waits; the telling ones are pinned",
    pinned=[
        case("500; ...", deadline=0.1),
        case("429 retry-after=7; ...", deadline=5),
        case("429 retry-after=3600; ...", deadline=60),
        case("500; ...", deadline=2),
        case("500; ok", deadline=2),
    ],
    reads=("status_code", "request_id"),
)


def calls(run: Run) -> Iterator[list[Attempt]]:
    """Yield the attempts of each call, in the order of the questions."""
    for question in QUESTIONS:
        if found := [a for a in run.attempts if a.request.said_by("user") == question]:
            yield found


def may_pass(a: Attempt) -> bool:
    """Tell whether the same request may succeed later. What the server says wins over the status."""
    told = a.reply.header("x-should-retry") if a.reply else None
    return told == "true" if told else transient(a)


def backoff(number: int) -> float:
    """Return the longest wait after an attempt without a hint."""
    return float(min(8, 0.5 * 2.0 ** (number - 1)))


def left(a: Attempt) -> float:
    """Return the seconds from the end of an attempt to the deadline."""
    return float(bound(a.run.case, "deadline")) - (a.over.t + a.over.seconds - a.run.trace[0].t)


def may_retry(a: Attempt) -> bool:
    """Tell whether there is room for another attempt, with a second to spare for jitter on a hint."""
    room = max(a.asked or 0, backoff(a.number)) + 1 < left(a)
    return a.failed and may_pass(a) and a.number < bound(a.run.case, "max_attempts") and room


def delay(a: Attempt) -> float:
    """Return the seconds after which the API answers an attempt."""
    script = a.run.case.script.steps
    return (script[a.number - 1] if a.number <= len(script) else Step()).delay


def goes_on(a: Attempt) -> Claim:
    """State that another attempt follows."""
    return that(not a.is_last, at=a.over).happens("another request after this one", "no other request: it gave up")


def gives_up(a: Attempt) -> Iterator[Claim]:
    """State that the call ends with the error of this attempt, without another request or wait."""
    later = [e for e in a.run.of("request", "wait") if e.i > a.over.i]
    yield that(later, at=later).never("request or wait after this error")
    yield raises_its_error(a)


def message(a: Attempt) -> Model:
    """Return the message that an attempt got."""
    return Model("Message", a.reply.json if a.reply else {})


def starts_at_once(a: Attempt) -> Claim:
    """State that a first attempt is made without a wait."""
    return that(
        a.request_event.t - a.run.trace[0].t, "the time of a first request", at=a.request_event, unit=" s"
    ).near(0)


@rubric.check(
    "ARETRY-01",
    answered,
    help="The whole message, as `await client.messages.create(...)` returns it.",
    hints=("A coroutine that nobody awaits does nothing.", "`await`", "return await once.messages.create(...)"),
    cites=("R1", "R2"),
)
def returns_the_message(run: Run) -> Iterator[Claim]:
    """Returns the message of a first attempt that succeeds."""
    for a in run.attempts[-1:]:
        yield that(run).returns(message(a))


@rubric.check(
    "ARETRY-02",
    faults,
    needs=("ARETRY-01",),
    help="As in `create_with_retries`.",
    hints=(
        "Some failures pass, others stay.",
        "`APIConnectionError`, `error.status_code`",
        "except (APIConnectionError, ...)",
    ),
    cites=("R6", "R7", "R8", "R20"),
)
def retries_what_passes(run: Run) -> Iterator[Claim]:
    """Retries what may pass, and raises at once what does not."""
    yield from idle(run)
    for a in run.attempts:
        if may_retry(a):
            yield goes_on(a)
        if a.failed and not may_pass(a):
            yield from gives_up(a)
        if a.is_last and not a.failed:
            yield that(run).returns(message(a))


@rubric.check(
    "ARETRY-03",
    faults,
    needs=("ARETRY-02",),
    help="The first request counts, and so do those of the SDK.",
    hints=("One layer of retries.", "`client.with_options`", "client.with_options(max_retries=...)"),
    cites=("R3", "R4", "R5"),
)
def bounds_its_attempts(run: Run) -> Iterator[Claim]:
    """Sends at most `max_attempts` requests, and then raises the last error without another wait."""
    most = bound(run.case, "max_attempts")
    if len(run.attempts) > 1 or most == 1:
        yield that(len(run.attempts), "the number of requests", at=run.requests).at_most(most)
    for a in run.attempts[most - 1 :]:
        if a.failed:
            yield from gives_up(a)


@rubric.check(
    "ARETRY-04",
    together,
    needs=("ARETRY-03",),
    help="Nothing of one call may reach another.",
    hints=(
        "Calls under way share the module and the client.",
        "Local variables, and nothing `global`.",
        "for attempt in range(1, ...):",
    ),
    cites=(
        "R22",
        "Nothing keeps one call from beginning while another is under way, and nothing of one gets into another.",
    ),
)
def keeps_calls_apart(run: Run) -> Iterator[Claim]:
    """Keeps calls that are under way at once apart: each counts for itself, and returns its own message."""
    most = bound(run.case, "max_attempts")
    if any(len(attempts) == most and attempts[-1].failed for attempts in calls(run)):
        return  # a call that makes all its attempts before the others begin may use them up
    for attempts in calls(run):
        for a in attempts:
            if a.failed:
                yield goes_on(a)
    yield that(run).returns([message(attempts[-1]) for attempts in calls(run)])


@rubric.check(
    "ARETRY-05",
    together,
    needs=("ARETRY-04",),
    help="`retry-after`, else the backoff.",
    hints=("A wait must be awaited.", "`asyncio.sleep`", "await asyncio.sleep(...)"),
    cites=("R9", "R14", "R17"),
)
def waits(run: Run) -> Iterator[Claim]:
    """Waits at least as long as `retry-after` asks, else as long as the backoff."""
    for attempts in calls(run):
        for number, a in enumerate(attempts, 1):
            if a.next:
                wait = that(a.waited, "the wait", at=a.waits or a.answered, unit=" s")
                yield wait.at_least(a.asked or 0.75 * backoff(number) - SLACK)
    firsts = [attempts[0] for attempts in calls(run) if attempts[0].next and not attempts[0].asked]
    if len(firsts) > 1:
        differ = len({round(a.waited, 6) for a in firsts}) > 1
        yield that(differ, at=firsts[-1].waits or firsts[-1].answered).happens(
            "waits that differ from call to call", "the same wait each time"
        )


@rubric.check(
    "ARETRY-06",
    together,
    points=2,
    needs=("ARETRY-04",),
    help="While one call waits, the others go on.",
    hints=("All tasks share one thread.", "`asyncio.sleep`, not `time.sleep`", "await asyncio.sleep(...)"),
    cites=("R23",),
)
def lets_others_go_on(run: Run) -> Iterator[Claim]:
    """Lets other calls go on while one waits."""
    for attempts in calls(run):
        yield starts_at_once(attempts[0])
        for number, a in enumerate(attempts, 1):
            took = a.answered.t - a.request_event.t
            yield that(took, "the time until a reply is taken", at=a.answered, unit=" s").at_most(delay(a) + SLACK)
            if a.next and not a.asked:
                wait = that(a.waited, "the wait", at=a.waits or a.answered, unit=" s")
                yield wait.at_most(backoff(number) + SLACK)


@rubric.check(
    "ARETRY-07",
    cancelled,
    needs=("ARETRY-02",),
    help="Catch what you retry, and nothing else.",
    hints=("A cancellation is an exception, raised at an `await`.", "`asyncio.CancelledError`", "except ... : raise"),
    cites=("R20", "A cancellation gets through at once, in a wait or in an attempt"),
)
def lets_a_cancellation_through(run: Run) -> Iterator[Claim]:
    """Lets a cancellation through at once, in a wait and in an attempt."""
    for a in run.attempts[:1]:
        yield starts_at_once(a)
    for stop in run.of("interrupt"):
        later = [e for e in run.after(stop) if e.kind in {"request", "chunk", "wait", "latency"}]
        yield that(later, at=later).never("wait, request or piece of a reply after the cancellation")
        yield that(run).raises("CancelledError")
        for a in run.attempts:
            at = [e.at for e in a.events if e.kind in OVER]
            yield that(bool(at) and at[0] <= stop.at, at=a.request_event).happens(
                "the request given up as the call is cancelled", "it stays open"
            )


@rubric.check(
    "ARETRY-08",
    overdue,
    needs=("ARETRY-03",),
    help="The deadline bounds an attempt that is under way as well.",
    hints=(
        "A deadline over all attempts, the last one included.",
        "`asyncio.timeout`",
        "async with asyncio.timeout(...):",
    ),
    cites=("An attempt that is under way when it comes is ended then, and the call raises `TimeoutError`",),
)
def ends_at_the_deadline(run: Run) -> Iterator[Claim]:
    """Raises TimeoutError at the deadline if an attempt is under way."""
    for a in run.attempts[:1]:
        yield starts_at_once(a)
    for a in run.attempts[-1:]:
        if a.whole and not a.failed:
            yield that(run).ends()
        elif not a.failed:
            yield that(run.elapsed, "the time of the call", at=run.end, unit=" s").near(bound(run.case, "deadline"))
            yield that(run).raises("TimeoutError")
        elif not a.fault:
            yield goes_on(a)


@rubric.check(
    "ARETRY-09",
    deadlines,
    needs=("ARETRY-03", "ARETRY-05"),
    help="Look at the clock before the wait.",
    hints=("A wait that can't end in time is for nothing.", "`loop.time()`", "if loop.time() + delay > ...:"),
    cites=("R12", "R18"),
)
def begins_no_vain_wait(run: Run) -> Iterator[Claim]:
    """Begins no wait that would end after the deadline: raises the last error at once."""
    for a in run.attempts[:1]:
        yield starts_at_once(a)
    for a in run.attempts:
        if a.failed and (a.asked or SHORTEST) > left(a) + SLACK:
            yield from gives_up(a)
        elif may_retry(a):
            yield goes_on(a)
