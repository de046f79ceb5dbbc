"""01_streaming/stream_many: what is graded. Order, the limit, and how a failure or a cancellation ends the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from hypothesis import strategies as st

from grader.rubric import (
    Api,
    Attempt,
    Case,
    Claim,
    Event,
    Rubric,
    Run,
    Scenario,
    Script,
    Step,
    Submission,
    case,
    cases,
    ends_as,
    scripts,
    step_of,
    steps,
    that,
)

rubric = Rubric("01_streaming/stream_many", exceptions=("TruncatedStream", "CancelledError", "ExceptionGroup"))

PROMPTS: Final = (
    "Name a river.",
    "Name a lake.",
    "Name a sea.",
    "Name a hill.",
    "Name a cape.",
    "Name an island.",
)
SLOW: Final = Step(delay=1, pace=3)
"""A reply that takes longer than any failure."""
OVER: Final = ("end", "fault", "closed", "abandoned")
"""The kinds of events after which a request is no longer under way."""


def prompts(case: Case) -> list[str]:
    """Return the prompts of a case: four, or as many as it says, all of them alike if it says so."""
    count = case.args.get("prompts", 4)
    return [PROMPTS[0]] * count if case.args.get("alike") else list(PROMPTS[:count])


def stream_many(submission: Submission, api: Api, case: Case) -> Run:
    """Stream the answers; then time passes, so that what is closed too late shows."""
    run = submission.stream_many(api.aclient, prompts(case), limit=case.args.get("limit", 3))
    api.sleep(1)
    return run


recorded = Scenario(
    stream_many,
    cases(prompts=3),
    examples=1,
    why="one recording of three streams, which say something else in every grade",
    cassette="01_streaming/three_questions",
)
unequal = Scenario(
    stream_many,
    cases(scripts(steps("ok", "ok delay=3", "ok delay=1", "ok pace=1"), least=2, most=5), limit=st.integers(1, 4)),
    examples=5,
    why="answers that take more or less time; the telling orders are pinned",
    pinned=[
        case("ok delay=2; ok delay=1; ok", prompts=3),
        case("ok delay=1; ok", prompts=3, alike=True),
        case("ok delay=1; ok delay=5; ok delay=1; ok delay=1; ok", prompts=6, limit=2),
        case("ok pace=1; ...", limit=2),
        case("ok delay=1; ...", limit=1),
        case("ok delay=3; ok delay=2; ok", limit=10),
    ],
)
failing = Scenario(
    stream_many,
    st.builds(
        lambda failure, place, limit: Case({"limit": limit}, Script((*[SLOW] * place, failure, *[SLOW] * (3 - place)))),
        steps(
            "400 delay=2", 'reset@-3e pace=1 "a" "b"', 'cut@-2e pace=1 "a"', 'error@-3e pace=1 type=api_error "a" "b"'
        ),
        st.integers(0, 2),
        st.integers(2, 4),
    ),
    examples=5,
    why="each kind of failure, while others are before their reply or within it; the kinds are pinned",
    pinned=[
        case('ok pace=1 "a" "b" "c"; 400 delay=2; ok delay=9; ok'),
        case("400 delay=2; ok delay=9; ...", limit=2),
        case('ok delay=9; reset@-3e pace=1 "a" "b"; ok delay=9; ...', limit=2),
        case('ok delay=9; error@-3e pace=1 type=overloaded_error "a" "b"; ok pace=2 "a" "b" "c"; ok'),
        case('ok pace=2 "a" "b" "c"; ok delay=9; reset@-3e pace=1 "a" "b"; ok'),
        *(case(f'cut@{place} pace=1 "a" "b"; ok delay=19; ok pace=3 "a" "b"; ok') for place in ("-4e", "-1e")),
        case("ok delay=1; 404; ok", limit=1),
    ],
    reads=("status_code", "type"),
)
cancelled = Scenario(
    stream_many,
    cases(steps("ok")),
    examples=1,
    why="cancelled while streams are before their reply, within it, and not yet begun; each is pinned",
    pinned=[
        case("ok delay=9; ...; cancel@2"),
        case('ok pace=1 "a" "b" "c"; ...; cancel@2.5', limit=2),
        case('ok; ok pace=2 "a" "b" "c"; ok delay=9; ...; cancel@5', prompts=6),
    ],
)


def over(a: Attempt) -> Event | None:
    """Return the event since which a request is no longer under way, None if it still is."""
    return next((e for e in a.events if e.kind in OVER), None)


def open_at(attempts: Iterable[Attempt], event: Event) -> list[Attempt]:
    """Return the requests that were sent before an event and are under way then."""
    before = [(a, over(a)) for a in attempts if a.request_event.i < event.i]
    return [a for a, end in before if end is None or end.i > event.i]


def outlive(run: Run, event: Event) -> Claim:
    """State that no request is under way after the time of an event."""
    ends = [(a.request_event, over(a)) for a in run.attempts]
    late = [sent for sent, end in ends if end is None or end.at > event.until]
    return that(late, at=late).never("stream that stays open")


def later(run: Run, event: Event) -> list[Event]:
    """Return what is sent or read after the time of an event."""
    return [e for e in run.of("request", "chunk") if e.at > event.until]


def in_its_place(run: Run, event: Event) -> list[Event]:
    """Return the requests sent right after a failure, at its time, if nothing else came then that could make room."""
    others = [e for e in run.of("reply", "chunk", "end", "fault") if e.n != event.n and e.until == event.until]
    return [] if others else [e for e in run.of("request") if e.i > event.i and e.at == event.until]


def failed(run: Run) -> Iterator[Attempt]:
    """Yield the one request that failed, if it was sent and its failure has reached the client."""
    yield from (a for a in run.attempts if step_of(a).word != "ok" and over(a))


@rubric.check(
    "MANY-01",
    recorded,
    help="One streamed request a prompt; all of its text, and only that.",
    hints=("One answer first, then many.", "`async with client.messages.stream(...)`", "async for event in ...:"),
    cites=(
        "For each prompt send one request, with `MODEL` and `MAX_TOKENS` of the file, and read its stream to the end.",
    ),
)
def returns_the_texts(run: Run) -> Iterator[Claim]:
    """Streams one answer for each prompt, and returns their texts."""
    yield that(len(run.attempts), "the number of requests", at=run.requests).equals(len(prompts(run.case)))
    texts = {a.request.said_by("user"): a.said for a in run.attempts}
    yield that(run).returns([texts.get(prompt, "") for prompt in prompts(run.case)])


@rubric.check(
    "MANY-02",
    unequal,
    needs=("MANY-01",),
    help="The first to end need not be the first that was asked.",
    hints=("Keep the place of each answer.", "`asyncio.gather`, or a list of tasks", "[task.result() for task in ...]"),
    cites=("Return the texts in the order of the prompts, whichever ends first.",),
)
def keeps_the_order(run: Run) -> Iterator[Claim]:
    """Returns the answers in the order of the prompts, whichever ends first."""
    yield that(len(run.attempts), "the number of requests", at=run.requests).equals(len(prompts(run.case)))
    if run.case.args.get("alike"):
        found = [text for text in run.value if isinstance(text, str)] if isinstance(run.value, list) else []
        yield that(sorted(found), "the answers").equals(sorted(a.said for a in run.attempts))
    else:
        texts = {a.request.said_by("user"): a.said for a in run.attempts}
        yield that(run).returns([texts.get(prompt, "") for prompt in prompts(run.case)])


@rubric.check(
    "MANY-03",
    unequal,
    points=2,
    needs=("MANY-01",),
    help="A request is under way until its stream has ended or is closed.",
    hints=("Something counts who is inside.", "`asyncio.Semaphore`", "async with asyncio...:"),
    cites=("Never have more than `limit` requests under way",),
)
def keeps_the_limit(run: Run) -> Iterator[Claim]:
    """Never has more than `limit` requests under way."""
    for a in run.attempts:
        going = len(open_at(run.attempts, a.request_event)) + 1
        number = that(going, "the number of requests under way", at=a.request_event)
        yield number.at_most(run.case.args.get("limit", 3))


@rubric.check(
    "MANY-04",
    unequal,
    needs=("MANY-01",),
    help="No request waits for the slowest of a group.",
    hints=("A free place is taken at once.", "`asyncio.TaskGroup`", "group.create_task(...)"),
    cites=("As soon as one ends, the next begins.", "R23"),
)
def uses_the_limit(run: Run) -> Iterator[Claim]:
    """Begins the next request as soon as one ends."""
    limit = run.case.args.get("limit", 3)
    ended = sorted(end.at for a in run.attempts if (end := over(a)))
    for free, a in zip([0] * limit + ended, run.attempts, strict=False):
        waited = (a.request_event.at - free) / 1e9
        yield that(waited, "the time that a free place is left empty", at=a.request_event, unit=" s").at_most(1e-6)


@rubric.check(
    "MANY-05",
    failing,
    needs=("MANY-01",),
    help="The caller catches what the SDK raises, and knows nothing of your tasks.",
    hints=("A group of tasks wraps what it raises.", "`ExceptionGroup.exceptions`", "except ExceptionGroup as ...:"),
    cites=(
        "Then raise the failure itself: the SDK's error, that of `httpx2`, or `TruncatedStream` with its text so far.",
        "S7",
        "S8",
        "S15",
    ),
)
def raises_the_failure(run: Run) -> Iterator[Claim]:
    """Raises the failure itself: a status, an `error` event, a broken connection, an end without `message_stop`."""
    found = list(failed(run))
    yield that(bool(found), at=run.requests).happens("requests until one fails", "the call ended before any failed")
    for a in found:
        yield ends_as(a)


@rubric.check(
    "MANY-06",
    failing,
    points=2,
    needs=("MANY-05",),
    help="The others end when the first one fails, and not when they are done.",
    hints=(
        "Cancel the other tasks, and let no one into the place of the one that failed.",
        "`asyncio.TaskGroup`; with `gather` or `wait`, a semaphore that is not given back after a failure.",
        "async with asyncio.TaskGroup() as ...:",
    ),
    cites=(
        "When one fails, end all others at once: send nothing more, read nothing more, close every stream.",
        "The place of the one that failed goes to none of the prompts that are left.",
    ),
)
def stops_the_others(run: Run) -> Iterator[Claim]:
    """Sends and reads nothing more after one has failed."""
    for a in failed(run):
        sent = in_its_place(run, a.over) + later(run, a.over)
        found = [e for e in sent if run.end and e.i < run.end.i]
        yield that(found, at=found).never("request, or piece of a reply, after the failure")


@rubric.check(
    "MANY-07",
    failing,
    needs=("MANY-05",),
    help="A task that is still under way keeps its stream open.",
    hints=("Cancel, and wait until it is done.", "`return_exceptions=True`", "await asyncio.gather(*tasks, ...)"),
    cites=("S12", "When one fails, end all others at once: send nothing more, read nothing more, close every stream."),
)
def leaves_no_stream_open(run: Run) -> Iterator[Claim]:
    """Leaves no stream open when it raises."""
    if run.end and any(failed(run)):
        yield outlive(run, run.end)


@rubric.check(
    "MANY-08",
    cancelled,
    needs=("MANY-01",),
    help="Whoever is cancelled cancels the tasks that it has made.",
    hints=("A cancellation is an exception, raised at an `await`.", "`asyncio.CancelledError`", "try: ... finally:"),
    cites=(
        "A cancellation is passed on: every stream is closed at once, and `asyncio.CancelledError` gets through.",
        "S12",
    ),
)
def passes_a_cancellation_on(run: Run) -> Iterator[Claim]:
    """When it is cancelled, lets that through and closes every stream at once."""
    for stop in run.of("interrupt"):
        yield that(run).raises("CancelledError")
        found = later(run, stop)
        yield that(found, at=found).never("request, or piece of a reply, after the cancellation")
        yield outlive(run, stop)
