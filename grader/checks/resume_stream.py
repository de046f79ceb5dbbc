"""01_streaming/resume_stream: what is graded. Streams that are interrupted, and an API that goes on at the seam."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from hypothesis import strategies as st

from grader.rubric import (
    Api,
    Attempt,
    Case,
    Claim,
    Resumption,
    Rubric,
    Run,
    Scenario,
    Simulator,
    Step,
    Submission,
    case,
    cases,
    one_request,
    places,
    scripts,
    step_of,
    steps,
    that,
)

rubric = Rubric("01_streaming/resume_stream", exceptions=("StreamInterrupted",))

PROMPT: Final = "Why is the sky blue? One sentence."
DELTAS: Final = ("Air scat", "ters blue ", " light\n", '"more"', "\tthan", " red 漢😀")
"""Pieces of an answer, each with a word of its own, so that none is carried by accident. White space at the seams."""

TRANSIENT: Final = ("api_error", "overloaded_error", "timeout_error")
OTHER: Final = ("invalid_request_error", "authentication_error", "permission_error", "not_found_error")
REFUSED: Final = ("400", "401", "403", "404", "413")
GOES_ON: Final = ("RESUME-02", "RESUME-03", "RESUME-04", "RESUME-05", "RESUME-08")
"""The checks of who goes on as often as allowed, after whatever happens."""


def resume_stream(submission: Submission, api: Api, case: Case) -> Run:
    """Stream one answer. The arguments are those of the recording."""
    most = case.max_resumes
    return submission.resume_stream(api.client, PROMPT, model="claude-opus-5-5", max_tokens=240, max_resumes=most)


def going_on(simulator: Simulator, case: Case) -> Resumption:
    """Answer with the text of the case, from where the request stops."""
    return Resumption(simulator, case.says)


deltas = st.lists(st.sampled_from(DELTAS), min_size=2, max_size=4, unique=True)
interruptions = st.builds(Step, word=st.sampled_from(["reset", "cut", "short", "stall"]), place=places(events=7)) | (
    st.builds(Step, word=st.just("error"), place=places(events=7), type=st.sampled_from(TRANSIENT))
)
beyond_mending = steps(*REFUSED) | (
    st.builds(Step, word=st.just("error"), place=places(events=7), type=st.sampled_from(OTHER))
)

recorded = Scenario(
    resume_stream,
    cases(max_resumes=0),
    examples=1,
    why="one recording, which says something else in every grade",
    cassette="01_streaming/short_answer",
)
plain = Scenario(
    resume_stream,
    cases(says=deltas, max_resumes=st.integers(0, 2)),
    examples=3,
    why="an answer like another",
    base=going_on,
)
interrupted = Scenario(
    resume_stream,
    cases(scripts(interruptions | beyond_mending, least=1, most=3), says=deltas, max_resumes=st.integers(1, 3)),
    examples=20,
    why="each way to interrupt, anywhere among the events, in any order, and what can't be mended; lists are pinned",
    pinned=[
        case(script, says=list(DELTAS[:4]), max_resumes=3)
        for script in (
            *("reset@-5e", "stall@-4e", "short@-5e", "cut@-5e", "cut@-3e", "cut@-1e"),
            *(f"error@-5e type={type_}" for type_ in TRANSIENT),
            *("error@0e type=overloaded_error", "reset@-5e; reset@-4e", "cut@-6e; error@-5e; short@-4e"),
            *REFUSED,
            *(f"{before}; {status}" for before in ("reset@-5e", "cut@-4e") for status in ("400", "401", "413")),
            *(f"error@-4e type={type_}" for type_ in OTHER),
            "reset@-4e; error@-3e type=invalid_request_error",
        )
    ],
    reads=("status_code", "type"),
    base=going_on,
)
hopeless = Scenario(
    resume_stream,
    cases(scripts(interruptions, least=1, most=2, forever=True), says=deltas, max_resumes=st.integers(0, 3)),
    examples=6,
    why="each way to interrupt, for ever; each is pinned with some numbers, and one that the last resumption mends",
    pinned=[
        case(f"{script}; ...", says=list(DELTAS[:4]), max_resumes=most)
        for script, most in (("reset@-5e", 0), ("reset@-4e", 1), ("cut@-5e", 2), ("error@-4e", 1), ("stall@-5e", 3))
    ]
    + [case("reset@-5e", says=list(DELTAS[:4]), max_resumes=1)],
    reads=("text",),
    base=going_on,
)


def stopped_by(attempt: Attempt, *words: str) -> bool:
    """Tell whether the stream of this request was interrupted in one of these ways, and can be mended."""
    return attempt.status == 200 and step_of(attempt).word in words and step_of(attempt).type not in OTHER


def is_resumed(run: Run, *words: str) -> Iterator[Claim]:
    """State that another request follows what was interrupted in one of these ways, if it may."""
    for attempt in run.attempts[: run.case.max_resumes]:
        if stopped_by(attempt, *words):
            follows = attempt.number < len(run.attempts)
            yield that(follows, at=attempt.over).happens("another request for the rest", "no other request was sent")


def so_far(run: Run) -> list[str]:
    """Return the text that had arrived after each request."""
    return list(accumulate(attempt.delivered for attempt in run.attempts))


@rubric.check(
    "RESUME-01",
    plain,
    help="A stream that ends in `message_stop` is whole.",
    hints=(
        "A stream that has come to its end needs no other.",
        "`message_stop` is the last event of a reply that is whole.",
        'if event.type == "message_stop": return ...',
    ),
    cites=("If nothing interrupts the first request, its text is the result, and no other request is sent.",),
)
def asks_once(run: Run) -> Iterator[Claim]:
    """Asks once and returns a text if nothing interrupts the stream."""
    yield one_request(run)
    yield that(run).ends()
    is_text = isinstance(run.value, str)
    yield that(is_text, at=run.end).happens("the call to return a text", "the call returns something else")


@rubric.check(
    "RESUME-02",
    interrupted,
    needs=("RESUME-01",),
    help="It comes as `httpx2.TransportError`.",
    hints=(
        "A connection that breaks in mid-stream ends the loop with an error.",
        "`httpx2.TransportError`: once the body has begun, the SDK does not wrap it.",
        "except httpx2....:",
    ),
    cites=(
        "After an interruption, go on with a new request.",
        "the connection breaks in mid-stream: `httpx2.TransportError`",
    ),
)
def goes_on_after_a_break(run: Run) -> Iterator[Claim]:
    """Goes on after the connection breaks in mid-stream."""
    yield from is_resumed(run, "reset", "short", "stall")


@rubric.check(
    "RESUME-03",
    interrupted,
    needs=("RESUME-01",),
    help="Only `message_stop` says that it is whole.",
    hints=(
        "A body that ends too soon but cleanly ends the loop, and nothing else.",
        "`message_stop` is the last event of a reply that is whole.",
        "complete = complete or event.type == ...",
    ),
    cites=("S7",),
)
def goes_on_after_a_cut(run: Run) -> Iterator[Claim]:
    """Goes on after the body ends without message_stop."""
    yield from is_resumed(run, "cut")


@rubric.check(
    "RESUME-04",
    interrupted,
    needs=("RESUME-01",),
    help="What happened stands in the error's `type`.",
    hints=(
        "An `error` event comes after status 200, so the status does not tell what happened.",
        "`anthropic.APIStatusError` and its `type`.",
        "if error.type not in ...: raise",
    ),
    cites=("S8",),
)
def goes_on_after_an_error(run: Run) -> Iterator[Claim]:
    """Goes on after an `error` event of a transient type, whose status is 200."""
    yield from is_resumed(run, "error")


@rubric.check(
    "RESUME-05",
    interrupted,
    needs=("RESUME-01",),
    help="White space too, as it arrived: no `strip()`.",
    hints=(
        "The model can go on only from what it is shown.",
        "The last of `messages`: its `role` is `user`, its `content` holds the prompt and the text so far.",
        'content = f"{prompt} ... {...}"',
    ),
    cites=("**all** the text so far, of every request before, exactly as it arrived",),
)
def carries_the_text_so_far(run: Run) -> Iterator[Claim]:
    """Carries the prompt and all the text so far, exactly as it arrived, in a user message."""
    for attempt, text in zip(run.attempts[1:], so_far(run), strict=False):
        if text:
            said, at = attempt.request.said_by("user"), attempt.request_event
            roles = [message.get("role") for message in attempt.request.messages]
            yield that(roles[-1] if roles else None, "the role of the last message", at=at).equals("user")
            yield that(said, "what the user says", at=at).contains(text)
            yield that(said, "what the user says", at=at).contains(PROMPT)


@rubric.check(
    "RESUME-06",
    interrupted,
    needs=("RESUME-05",),
    help="Join the parts with nothing between.",
    hints=(
        "Each request adds its part to what was there before.",
        "One `str` over all requests, with `+=`.",
        "text += ...  # begun before the first request",
    ),
    cites=("R25", "The result is the text so far and its continuation, with nothing between them"),
)
def returns_the_whole_text(run: Run) -> Iterator[Claim]:
    """Returns the whole text, with nothing twice and nothing lost."""
    for attempt in run.attempts[-1:]:
        if step_of(attempt).word == "ok" and attempt.number <= 1 + run.case.max_resumes:
            yield that(run).returns("".join(run.case.says))


@rubric.check(
    "RESUME-07",
    interrupted,
    help="Go on only after what TRANSIENT lists.",
    hints=(
        "Some failures come back the same each time.",
        "`TRANSIENT`, and the `type` of `anthropic.APIStatusError`.",
        "if ... not in TRANSIENT: raise",
    ),
    cites=("Raise what going on can't mend as the SDK raises it, and send nothing more", "R6"),
)
def raises_what_is_beyond_mending(run: Run) -> Iterator[Claim]:
    """Raises what going on can't mend, and sends nothing more."""
    for attempt in run.attempts:
        refused, type_ = attempt.status >= 400, step_of(attempt).type
        if refused or type_ in OTHER:
            later = [more.request_event for more in run.attempts[attempt.number :]]
            yield that(later, at=later).never("request sent after what can't be mended")
            wanted = {"status_code": attempt.status} if refused else {"type": type_}
            yield that(run).raises("APIStatusError", **wanted)


@rubric.check(
    "RESUME-08",
    hopeless,
    needs=("RESUME-01",),
    help="The first is no resumption.",
    hints=("`max_resumes` counts what comes after the first request.", "`range`", "for _ in range(... + max_resumes):"),
    cites=("Send at most `1 + max_resumes` requests.", "R3"),
)
def sends_no_more_than_allowed(run: Run) -> Iterator[Claim]:
    """Sends at most 1 + max_resumes requests."""
    if len(run.attempts) > 1:  # who never goes on has shown nothing
        number = that(len(run.attempts), "the number of requests", at=run.requests)
        yield number.at_most(1 + run.case.max_resumes)


@rubric.check(
    "RESUME-09",
    hopeless,
    needs=GOES_ON,
    help="Who waited wants what there is.",
    hints=(
        "When no resumption is left, the text so far is still worth something.",
        "`StreamInterrupted`, raised after the last of the requests.",
        "raise StreamInterrupted(...)",
    ),
    cites=("S9", "If the last one is interrupted too, raise `StreamInterrupted` with all the text so far."),
)
def gives_up_with_the_text(run: Run) -> Iterator[Claim]:
    """Gives up with StreamInterrupted and all the text so far, after the last allowed resumption."""
    yield that(len(run.attempts), "the number of requests", at=run.requests).equals(1 + run.case.max_resumes)
    yield that(run).raises("StreamInterrupted", text=run.delivered) if run.case.script.forever else that(run).ends()


@rubric.check(
    "RESUME-10",
    recorded,
    help="`prompt` is the one user message, as it is.",
    hints=(
        "The request is what the caller asked for, and no more.",
        "`client.messages.stream(...)` takes `model`, `max_tokens` and `messages`.",
        'messages=[{"role": "user", "content": ...}]',
    ),
    cites=(
        "The first request carries `prompt` as it is, as the one user message.",
        "the given `model`, `max_tokens` and `tools`, `stream`, and nothing else.",
    ),
)
def asks_as_told(run: Run) -> Iterator[Claim]:
    """Sends a first request with the given prompt, model and max_tokens and nothing else."""
    yield one_request(run)
