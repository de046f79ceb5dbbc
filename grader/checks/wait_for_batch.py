"""04_batches/wait_for_batch: what is graded (B4 to B8, B15, B17, B21)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hypothesis import strategies as st

from grader.rubric import (
    Api,
    Attempt,
    Base,
    Case,
    Claim,
    Event,
    Instant,
    Model,
    Rubric,
    Run,
    Scenario,
    Script,
    Simulator,
    Submission,
    case,
    cases,
    raises_its_error,
    scripts,
    steps,
    that,
    transient,
)

rubric = Rubric("04_batches/wait_for_batch", exceptions=("BatchTimeout",), asks="GET /v1/messages/batches/*")

BATCH: Final = "msgbatch_01ABCNoiJX52xbXPHNj3gJYv"
"""The batch of the recording; in other cases there is one of this id too."""
AMPLE: Final = {"interval": 60, "timeout": 50_000, "patience": 40_000}
OF_THE_SDK: Final = 5.0
"""Seconds that the SDK's own two retries may take."""
SLACK: Final = 1e-6
"""Seconds that rounding may cost."""


def wait(submission: Submission, api: Api, case: Case) -> Run:
    """Wait for the batch, with bounds that are ample by default."""
    return submission.wait_for_batch(api.client, BATCH, **{**AMPLE, **case.args})


def planted(simulator: Simulator, case: Case) -> Base:
    """Put the batch into the workspace, as it was before the case began."""
    simulator.plant(2, Instant(0, 1_793_611_000.0), batch_id=BATCH, seconds=80_000)
    return simulator


recorded = Scenario(
    wait,
    cases(interval=5),
    examples=1,
    why="one recording: twice in progress, twice at the end",
    pinned=[case(interval=20)],
    cassette="04_batches/patient",
)
polls = Scenario(
    wait,
    cases(
        scripts(steps("in_progress", "canceling", "in_progress retry-after=90", "in_progress -retry-after"), least=1),
        interval=st.sampled_from((5, 10, 60, 90, 120)),
    ),
    examples=12,
    why="intervals below, at and above what the server asks for; one below a second is pinned",
    pinned=[
        case("in_progress; ended"),
        case("in_progress; canceling; canceling; ended", interval=5),
        case("in_progress retry-after=90; ended"),
        case("429 retry-after=30; in_progress retry-after=7; ended", interval=5),
        case("ended; in_progress; ..."),
        case("in_progress -retry-after; ended", interval=0.5),
    ],
    base=planted,
)
blips = Scenario(
    wait,
    cases(
        scripts(steps("404", "in_progress", "500", "refused", "529", "403"), least=1),
        interval=st.sampled_from((60, 5)),
    ),
    examples=10,
    why="failures that pass before, between and after good polls, and such that stay; statuses and faults are pinned",
    pinned=[
        *map(case, ("404", "408", "409", "429", "500", "503", "529", "599", "refused", "silent", "reset")),
        case("in_progress; 404 x-should-retry=false; ended"),
        case("; ".join(("404", "in_progress") * 4), patience=100),
        *map(case, ("401", "400", "402", "413", "418", "422", "499", "in_progress; 403", "404; 401")),
    ],
    base=planted,
    reads=("status_code",),
)
outages = Scenario(
    wait,
    cases(steps("404", "500", "refused").map(lambda step: Script((step,), forever=True)), patience=200, timeout=1000),
    examples=1,
    why="an outage is like another; some pass in time",
    pinned=[
        case(f"{script}; ...", patience=200, timeout=1000)
        for script in ("404", "500", "refused", "in_progress; 404", "in_progress; in_progress; 529")
    ]
    + [case(f"{script}; ended", patience=200, timeout=1000) for script in ("404; 500", "in_progress; refused")],
    base=planted,
    reads=("status_code",),
)
timeouts = Scenario(
    wait,
    cases(
        scripts(steps("in_progress", "canceling retry-after=100", "500"), least=1, most=2, forever=True),
        interval=st.sampled_from((60, 7)),
        timeout=st.sampled_from((30, 50, 150)),
    ),
    examples=8,
    why="timeouts between the polls",
    pinned=[
        case("in_progress; in_progress; ended", timeout=30),
        case("in_progress; ...", timeout=150),
        case("canceling retry-after=100; ...", timeout=90),
        case("in_progress delay=20; ...", timeout=70),
        case("in_progress; 500; ...", timeout=100),
        case("500; ...", interval=7, timeout=30),
        case("in_progress; ended", timeout=100),
    ],
    base=planted,
    reads=("batch_id",),
)


def bound(run: Run, name: str) -> float:
    """Return a bound of the call, in seconds."""
    return float({**AMPLE, **run.case.args}[name])


def status(a: Attempt) -> str | None:
    """Return what a good poll says of the batch, None if the poll failed."""
    data = a.reply.json if a.reply and not a.failed else None
    return data.get("processing_status") if isinstance(data, dict) else None


def over(a: Attempt) -> float:
    """Return the seconds from the call to the end of a poll."""
    return a.over.t + a.over.seconds - a.run.trace[0].t


def wait_of(a: Attempt) -> float:
    """Return the seconds to wait after a poll."""
    return max(bound(a.run, "interval"), a.asked or 0)


def in_time(a: Attempt) -> bool:
    """Tell whether the next poll comes before the timeout, even if the SDK has tried again."""
    return over(a) + wait_of(a) + OF_THE_SDK < bound(a.run, "timeout")


def last_good(a: Attempt) -> float:
    """Return when the last good poll before this one was over, 0 if there was none."""
    return max((over(b) for b in a.run.attempts[: a.number - 1] if status(b)), default=0.0)


def may_pass(a: Attempt) -> bool:
    """Tell whether a poll failed in a way that may pass, and there is patience and time for another."""
    passing = a.failed and (transient(a) or a.status == 404)
    return passing and over(a) - last_good(a) < bound(a.run, "patience") and in_time(a)


def outcome(a: Attempt) -> Event:
    """Return the event that told how a poll ended."""
    return a.over if a.fault else a.answered


def goes_on(a: Attempt, why: str) -> Claim:
    """State that another poll follows."""
    return that(not a.is_last, at=outcome(a)).happens(f"another poll after this one, {why}", "no poll after this one")


def comes_soon(run: Run) -> Iterator[Claim]:
    """State that no poll comes long after it was due: by then it is not worth much. POLL-04 looks closer."""
    for a in run.attempts[:1]:
        time = that(a.request_event.t - run.trace[0].t, "the time of the first poll", at=a.request_event, unit=" s")
        yield time.at_most(2 * bound(run, "interval"))
    for a in run.attempts:
        if a.next:
            yield that(a.waited, "the wait", at=a.waits or a.answered, unit=" s").at_most(2 * wait_of(a))


def stops(a: Attempt, why: str) -> Iterator[Claim]:
    """State that neither a poll nor a wait follows."""
    yield that(a.is_last, at=outcome(a)).happens(f"no poll after this one, {why}", "another poll after this one")
    if a.is_last:
        waits = [wait for wait in a.run.waits if a.over.i < wait.i]
        yield that(waits, at=waits).never("wait after the last poll")


def returns_its_batch(a: Attempt) -> Iterator[Claim]:
    """State that the call returns the batch as this poll gave it. The SDK reads times, so they are left out."""
    found, data = a.run.value, a.reply.json if a.reply else {}
    yield that(a.run).ends()
    is_one = isinstance(found, Model) and found.cls == "MessageBatch"
    yield that(is_one, at=a.run.end).happens("the call to return a MessageBatch", "the call returns something else")
    for name in ("id", "processing_status", "request_counts", "results_url"):
        yield that(found[name] if is_one else None, f"{name} of the batch", at=a.run.end).equals(data[name])


@rubric.check(
    "POLL-01",
    recorded,
    help="What is returned is a MessageBatch: `parse()` makes it of a raw reply.",
    hints=(
        "What the last poll brings is the result.",
        "`client.messages.batches.retrieve`; `parse()` of a raw reply.",
        "batch = reply....",
    ),
    cites=("Return the batch as that poll gave it.",),
)
def returns_the_batch(run: Run) -> Iterator[Claim]:
    """Returns the batch as the poll that says `ended` gave it."""
    for a in run.attempts:
        if status(a) == "ended":
            yield from returns_its_batch(a)


@rubric.check(
    "POLL-02",
    polls,
    help="Only `ended` is the end.",
    hints=(
        "A batch that is being canceled has not ended.",
        "`processing_status`",
        "if batch.processing_status == ...:",
    ),
    cites=("B4",),
)
def goes_on_until_the_end(run: Run) -> Iterator[Claim]:
    """Goes on while the status is `in_progress` or `canceling`."""
    yield from comes_soon(run)
    for a in run.attempts:
        if status(a) == "ended":
            break
        if status(a) and in_time(a):
            yield goes_on(a, f"which says `{status(a)}`")


@rubric.check(
    "POLL-03",
    polls,
    help="A batch that has ended stays so.",
    hints=(
        "After the end there is nothing to wait for.",
        "`return`, before the wait.",
        'if batch.processing_status == "ended": ...',
    ),
    cites=("B6", "B17"),
)
def stops_at_the_end(run: Run) -> Iterator[Claim]:
    """Stops at the poll that says `ended`: no wait and no poll after it."""
    for a in run.attempts:
        if status(a) == "ended":
            yield from stops(a, "which says `ended`")


@rubric.check(
    "POLL-04",
    polls,
    points=2,
    needs=("POLL-01",),
    help="Poll first; then the longer of the two: `max`.",
    hints=(
        "The server may ask for more than the interval.",
        "`with_raw_response`, and `retry-after` in `reply.headers`.",
        "wait = max(interval, ...)",
    ),
    cites=("B5", "B21"),
)
def keeps_the_pace(run: Run) -> Iterator[Claim]:
    """Polls at once, then waits each time for `interval`, or for `retry-after` if that asks for more."""
    for a in run.attempts[:1] if len(run.attempts) > 1 else ():
        yield that(a.request_event.t, "the time of the first poll", at=a.request_event, unit=" s").near(0.0)
    for a in run.attempts:
        gap = that(a.waited, "the wait", at=a.waits or a.answered, unit=" s")
        if a.next and a.failed and a.asked:
            yield gap.between(a.asked, wait_of(a) + SLACK)
        elif a.next and status(a) != "ended" and not a.failed:
            yield gap.near(wait_of(a))


@rubric.check(
    "POLL-05",
    blips,
    help="Of a poll, a 404 may pass; a good poll renews the patience.",
    hints=(
        "A poll that fails says nothing about the batch.",
        "`anthropic.APIConnectionError`; `status_code` of `anthropic.APIStatusError`.",
        "return status in {404, ...} or status >= ...",
    ),
    cites=("B8",),
)
def tolerates_blips(run: Run) -> Iterator[Claim]:
    """Tolerates failures that may pass, for `patience` seconds since the last good poll."""
    yield from comes_soon(run)
    for a in run.attempts:
        if may_pass(a):
            yield goes_on(a, "whose failure may pass")


@rubric.check(
    "POLL-06",
    outages,
    needs=("POLL-05",),
    help="Count from the last good poll, and look before the wait.",
    hints=(
        "Patience begins anew with each good poll.",
        "`time.monotonic()`, kept after each good poll.",
        "if time.monotonic() - ... > patience: raise",
    ),
    cites=("B7", "B8"),
)
def loses_patience(run: Run) -> Iterator[Claim]:
    """Raises the error when polls have failed for longer than `patience`, and not before."""
    for a in run.attempts:
        if may_pass(a):
            yield goes_on(a, "whose failure may pass")
    for a in run.attempts[-1:]:
        if a.failed:
            yield raises_its_error(a, named=False)
        latest = last_good(a) + bound(run, "patience") + bound(run, "interval") + OF_THE_SDK
        yield that(run.elapsed, "the time at which the call ends", at=run.end, unit=" s").at_most(latest)


@rubric.check(
    "POLL-07",
    blips,
    help="A list of what may pass is shorter than one of what may not.",
    hints=(
        "What does not pass fails in the same way at the next poll.",
        "`error.status_code`, and `raise`.",
        "if error.status_code not in {404, ...} and ...: raise",
    ),
    cites=("Raise every other error at once: 400, 401, 403 and so on do not pass.",),
)
def raises_what_stays(run: Run) -> Iterator[Claim]:
    """Raises at once what will not pass."""
    for a in run.attempts:
        if 400 <= a.status < 500 and not transient(a) and a.status != 404:
            yield from stops(a, "whose failure lasts")
            yield raises_its_error(a, named=False)


@rubric.check(
    "POLL-08",
    timeouts,
    needs=("POLL-01",),
    help="To cancel is the caller's decision.",
    hints=(
        "The batch is the caller's, and so is the decision to cancel it.",
        "`retrieve`, and no other method of `batches`.",
        "raise BatchTimeout(...)  # and nothing is sent before",
    ),
    cites=(
        "Send nothing but polls of this batch: do not fetch results, and do not cancel, not even on timeout.",
        "B15",
    ),
)
def only_polls(run: Run) -> Iterator[Claim]:
    """Sends nothing but polls of this batch."""
    for a in run.attempts:
        sent = f"{a.request.method} {a.request.path}"
        yield that(sent, "the request", at=a.request_event).equals(f"GET /v1/messages/batches/{BATCH}")


@rubric.check(
    "POLL-09",
    timeouts,
    needs=("POLL-02", "POLL-08"),
    help="Look at the clock before the wait.",
    hints=(
        "A poll that would come too late is not waited for.",
        "`time.monotonic()`, before the wait.",
        "if time.monotonic() - started + wait > ...:",
    ),
    cites=("B7", "If the next poll would come later than that, raise `BatchTimeout(batch_id)` now"),
)
def times_out(run: Run) -> Iterator[Claim]:
    """Raises BatchTimeout with the batch's id as soon as the next poll would come too late."""
    late = bound(run, "timeout") + (OF_THE_SDK if any(a.failed for a in run.attempts) else 0)
    for a in run.attempts[1:]:
        yield that(a.request_event.t, "the time of this poll", at=a.request_event, unit=" s").at_most(late)
    for a in run.attempts[-1:]:
        if status(a) != "ended" and over(a) + wait_of(a) > bound(run, "timeout"):
            yield from stops(a, "as the next would come after the timeout")
            yield that(run).raises("BatchTimeout", batch_id=BATCH)
        elif status(a) != "ended" and in_time(a):
            yield goes_on(a, "as the next would come in time")
