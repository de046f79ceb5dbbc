"""02_errors/diagnose: what is graded. The lesson's table row by row, and the fields beside the action."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hypothesis import strategies as st

from grader.rubric import (
    Api,
    Case,
    Claim,
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
    tells,
    that,
)

rubric = Rubric("02_errors/diagnose")

SPEND_LIMITS: Final = ("enforced_spend_limit_reached", "contract_spend_limit_reached")


def diagnose(submission: Submission, api: Api, case: Case) -> Run:
    """Diagnose one call. Most cases leave open what is asked; those of the recordings don't."""
    asked = {"ask": "Hi", "model": "claude-haiku-5-5", **case.args}
    messages = [{"role": "user", "content": asked["ask"]}]
    return submission.diagnose(api.client, {"model": asked["model"], "max_tokens": 64, "messages": messages})


def diagnose_twice(submission: Submission, api: Api, case: Case) -> Run:
    """Diagnose the same call twice."""
    diagnose(submission, api, case)
    return diagnose(submission, api, case)


recorded = Scenario(
    diagnose,
    cases(ask="Is all well?"),
    examples=1,
    why="the recordings are few, and pinned with what they do not hold",
    pinned=[
        case(ask="Is all well?", model="claude-none-9"),
        case(ask="Who am I?"),
        *map(case, ("429; ...", "500; ...", "413 request-id=req_011CXKrywDmBQp6dUJy8utgK", "413", "refused; ...")),
    ],
    cassette="02_errors/statuses",
)
outcomes = Scenario(
    diagnose,
    cases(st.integers(400, 599).map(lambda status: Script((Step(str(status)),), forever=True))),
    examples=10,
    why="every status has a row; those that are named are pinned, and so is every header and code",
    pinned=[
        case(f"{answer}; ...")
        for answer in (
            *("ok", "ok retry-after=59", "refused", "connect-timeout", "silent", "reset"),
            *(408, 409, 500, 501, 502, 503, 504, 520, 529, 599),
            *(f"{status} x-should-retry=true" for status in (400, 404, 418, 422, 499)),
            *(f"{status} x-should-retry=false" for status in (408, 409, 429, 500, 503)),
            *("429", "429 retry-after=7", "429 retry-after=1.5", "429 retry-after=61", "429 retry-after=soon"),
            *("429 x-should-retry=true", "429 code=ramp_limit_exceeded retry-after=7", "503 retry-after=10"),
            *("402", "402 code=linked_organization_spend_limit_reached"),
            *(f"429 code={code}" for code in SPEND_LIMITS),
            *(f"429 code={code} x-should-retry={told}" for code in SPEND_LIMITS for told in ("true", "false")),
            *(401, 403, 400, 404, 405, 410, 418, 422, 499, "403 x-should-retry=false", "422 x-should-retry=false"),
            *(413, "413 code=too_large", "413 x-should-retry=false"),
        )
    ],
)
pairs = Scenario(
    diagnose_twice,
    cases(st.just(Script((Step("400"), Step("400", message="Overloaded"))))),
    examples=1,
    why="messages that tempt are a short list, and pinned",
    pinned=[
        case(f'{status}; {status} message="{message}"; ...')
        for status, message in (
            (400, "You have reached your specified API usage limits"),
            (400, "Your credit balance is too low to access the API"),
            (400, "prompt is too long: 208310 tokens > 200000 maximum"),
            (401, "Your API key does not have permission"),
            (403, "invalid x-api-key"),
            (429, "This workspace has reached its monthly spend limit"),
            (429, "Overloaded"),
            (500, "This request would exceed your rate limit"),
        )
    ],
)


def no_reply(run: Run) -> bool:
    """Tell whether no reply came."""
    return bool(run.attempts) and run.attempts[-1].fault is not None


def replies(run: Run) -> Iterator[Reply]:
    """Yield what the API replied, if it did; the last reply where there were several."""
    for attempt in run.attempts[-1:]:
        if attempt.reply and not attempt.fault:
            yield attempt.reply


def refusals(run: Run) -> Iterator[Reply]:
    """Yield the error that the API replied, if it did."""
    return (reply for reply in replies(run) if reply.status >= 400)


def told(reply: Reply) -> str | None:
    """Return what the server says itself."""
    return reply.header("x-should-retry")


def out_of_money(reply: Reply) -> bool:
    """Tell whether a limit of spending is the matter, which no waiting mends."""
    return reply.status == 402 or (reply.status == 429 and reply.error_code in SPEND_LIMITS)


def passing(reply: Reply) -> bool:
    """Tell whether errors of this status pass, by the status alone."""
    return reply.status in {408, 409} or reply.status >= 500


@rubric.check(
    "DIAG-01",
    outcomes,
    help="Nothing is to be done about a message: the action is the word `none`.",
    hints=(
        "A call that succeeded needs nothing done.",
        "`client.messages.create` returns the message.",
        'return Diagnosis("none", 200, None, ..., None)',
    ),
    cites=("| 1 | a message | `none` |",),
)
def leaves_a_message_alone(run: Run) -> Iterator[Claim]:
    """Says `none` of a message."""
    if any(attempt.status == 200 and not attempt.failed for attempt in run.attempts):
        yield from tells(run, "Diagnosis", action="none")


@rubric.check(
    "DIAG-02",
    outcomes,
    help="The client retries by itself: look at `with_options`.",
    hints=(
        "The client repeats a failed request by itself, up to twice.",
        "`client.with_options`",
        "client.with_options(max_retries=...)",
    ),
    cites=("the SDK's retries off, and no wait, and return what came of it.",),
)
def asks_once(run: Run) -> Iterator[Claim]:
    """Sends the request once and waits for nothing, whatever comes back."""
    yield one_request(run)
    yield that(run.waits, at=run.waits).never("wait")


@rubric.check(
    "DIAG-03",
    outcomes,
    help="529 is a 5xx too, and a timeout not the only fault.",
    hints=(
        "What is wrong on the other side, or on the way, may pass.",
        "`anthropic.APIConnectionError`; `status_code` of `anthropic.APIStatusError`.",
        "if status in {408, 409} or status >= ...:",
    ),
    cites=("R7", "| 2 | no reply (connection error, timeout) | `retry` |"),
)
def retries_what_passes(run: Run) -> Iterator[Claim]:
    """Says `retry` where no reply came, and for 408, 409 and every 5xx."""
    if no_reply(run):
        yield from tells(run, "Diagnosis", action="retry")
    for reply in refusals(run):
        if passing(reply) and not told(reply):
            yield from tells(run, "Diagnosis", action="retry")


@rubric.check(
    "DIAG-04",
    outcomes,
    help="The headers are those of `error.response`.",
    hints=(
        "The server may know better than the status.",
        "`x-should-retry` in `error.response.headers`.",
        "told = error.response.headers.get(...)",
    ),
    cites=("R8",),
)
def obeys_the_server(run: Run) -> Iterator[Claim]:
    """Lets `x-should-retry` win over the status, both ways."""
    for reply in refusals(run):
        if told(reply) == "true" and reply.status != 429:
            yield from tells(run, "Diagnosis", action="retry")
        if told(reply) == "false" and (passing(reply) or reply.status == 429) and not out_of_money(reply):
            yield from tells(run, "Diagnosis", action="fix_request")


@rubric.check(
    "DIAG-05",
    outcomes,
    help="Of an error alone, in seconds, whole or with decimals.",
    hints=(
        "A rate limit passes, and the server says when.",
        "`retry-after` in `error.response.headers`; `float` raises ValueError for what is no number.",
        "return float(error.response.headers[...])",
    ),
    cites=(
        "any other 429, unless it carries `x-should-retry: false`",
        "`retry_after`: the header `retry-after` of an error, as a number of seconds, whole or with decimals.",
        "R13",
    ),
)
def waits_for_a_rate_limit(run: Run) -> Iterator[Claim]:
    """Says `wait` for a rate limit, and reads `retry-after` of errors alone, as seconds."""
    for reply in refusals(run):
        if reply.status == 429 and told(reply) != "false" and not out_of_money(reply):
            yield from tells(run, "Diagnosis", action="wait")
    for attempt in run.attempts[-1:]:
        asked = attempt.asked if attempt.failed else None  # good replies carry the header too
        read = that(field(run, "retry_after"), "Diagnosis.retry_after", at=run.end, unit=" s")
        yield read.equals(None) if asked is None else read.near(asked)


@rubric.check(
    "DIAG-06",
    outcomes,
    help="Only `error_code` tells a spend limit from a rate limit.",
    hints=(
        "A limit of spending lasts until somebody raises it.",
        "`error.error_code`, and the status 402.",
        "if status == 402 or (status == 429 and error.error_code in ...):",
    ),
    cites=(
        "R26",
        "402, or a 429 whose `error_code` is `enforced_spend_limit_reached` or `contract_spend_limit_reached`",
    ),
)
def raises_the_limit(run: Run) -> Iterator[Claim]:
    """Says `raise_limit` for a 402 and for a 429 whose code is a spend limit."""
    for reply in refusals(run):
        if out_of_money(reply):
            yield from tells(run, "Diagnosis", action="raise_limit")


@rubric.check(
    "DIAG-07",
    outcomes,
    help="401: the key is wrong. 403: the key is right.",
    hints=(
        "Who you are, what you may do, what you ask for: three different faults.",
        "`error.status_code`: 401, 403, and the others.",
        'return {401: "fix_credentials", ...}.get(status, ...)',
    ),
    cites=(
        "| 6 | 401 | `fix_credentials` | | 7 | 403 | `ask_access` |",
        "anything else: 400, 404, 422, every other 4xx",
    ),
)
def tells_apart_what_stays(run: Run) -> Iterator[Claim]:
    """Tells apart the errors that do not pass: credentials, access, request."""
    of_their_own = {401: "fix_credentials", 403: "ask_access"}
    for reply in refusals(run):
        if reply.status < 500 and reply.status not in {402, 408, 409, 413, 429} and told(reply) != "true":
            yield from tells(run, "Diagnosis", action=of_their_own.get(reply.status, "fix_request"))


@rubric.check(
    "DIAG-08",
    outcomes,
    help="Its body may have no `type` and no `request_id`.",
    hints=(
        "A 413 may come from the network's edge, and its body looks different there.",
        "`error.status_code`, and nothing of the body.",
        "if error.status_code == ...:",
    ),
    cites=("| 8 | 413 | `shrink` |", "A 413 can come from the network's edge before the API has seen the request"),
)
def shrinks_what_is_too_large(run: Run) -> Iterator[Claim]:
    """Says `shrink` for a 413, also in the form that comes from the network's edge."""
    for reply in refusals(run):
        if reply.status == 413:
            yield from tells(run, "Diagnosis", action="shrink")


@rubric.check(
    "DIAG-09",
    recorded,
    help="An error has `request_id`, a message `_request_id`.",
    hints=(
        "The support asks for the id of the request, not for that of the message.",
        "`error.type`, `error.request_id`; `message._request_id`.",
        "Diagnosis(action, error.status_code, error...., error...., ...)",
    ),
    cites=(
        "`request_id`: from the header `request-id`, for messages and errors alike; None if it is not there.",
        "`error_type`: the `type` of the error, None for a message or if no reply came.",
    ),
)
def passes_on_what_support_asks(run: Run) -> Iterator[Claim]:
    """Passes on status, type and request id as they came, and None for what did not come."""
    if no_reply(run) and run.returned:
        yield from tells(run, "Diagnosis", status=None, error_type=None, request_id=None)
    for reply in replies(run):
        request_id = reply.header("request-id")
        yield from tells(run, "Diagnosis", status=reply.status, error_type=reply.error_type, request_id=request_id)


@rubric.check(
    "DIAG-10",
    pairs,
    needs=("DIAG-01",),
    help="Messages are for people, and their wording changes.",
    hints=(
        "Two errors that differ in their wording alone are the same error.",
        "`status_code`, `error_code` and the headers; not `message`, not `str(error)`.",
        "if error.error_code in ...:",
    ),
    cites=("two replies that differ in their message alone have the same action",),
)
def does_not_read_the_message(run: Run) -> Iterator[Claim]:
    """Does not look at the message."""
    for before in run.earlier:
        yield that(run).ends()
        yield that(field(run, "action"), "Diagnosis.action of the second call", at=run.end).equals(
            field(before, "action")
        )
