"""02_errors/log_record: what is graded. One record of each call, however it ends, without what anybody said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from hypothesis import strategies as st

from grader.rubric import (
    KEY,
    Api,
    Case,
    Claim,
    Reply,
    Rubric,
    Run,
    Scenario,
    Submission,
    case,
    cases,
    says,
    steps,
    texts,
    that,
)

rubric = Rubric("02_errors/log_record")

PIN: Final = "hazel-4711-otter"
"""What the user says, and nobody else would by chance."""

COUNTS: Final = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
REFUSED: Final = ("400", "401", "403", "404", "413", "429 retry-after=7", "500", "503", "529")
NO_REPLY: Final = ("refused", "connect-timeout", "silent", "reset")


def create_and_log(submission: Submission, api: Api, case: Case) -> Run:
    """Log one call. A case with `odd` misspells a parameter."""
    asked = {"ask": PIN, "attempt": 1, "odd": False, **case.args}
    params = {"model": "claude-haiku-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": asked["ask"]}]}
    params |= {"max_token": 64} if asked["odd"] else {}
    emit = api.callback("emit", lambda *_args, **_kwargs: None)
    return submission.create_and_log(api.client, params, emit=emit, attempt=asked["attempt"])


recorded = Scenario(
    create_and_log,
    cases(ask="Is all well?"),
    examples=1,
    why="one recording, which says something else in every grade",
    cassette="02_errors/statuses",
)
ended = Scenario(
    create_and_log,
    cases(steps(*REFUSED), attempt=st.integers(1, 5)),
    examples=3,
    why="the ways to end are few, and pinned",
    pinned=[
        case("ok"),
        case("413 -request-id", attempt=2),
        *(case(f"{way}; ...", attempt=3) for way in (*REFUSED, *NO_REPLY)),
        case(odd=True),
        case("ok; interrupt@1"),
    ],
    reads=("status_code",),
)
answered = Scenario(
    create_and_log,
    cases(
        says(
            texts(0, 2),
            stop=st.sampled_from(["end_turn", "max_tokens", "refusal", "out_of_time"]),
            usage=st.tuples(st.tuples(st.sampled_from(COUNTS), st.integers(1, 9_999))),
        )
    ),
    examples=5,
    why="any count of any kind; each is pinned alone",
    pinned=[
        *(case(f'ok usage.{name}=77 "a"') for name in COUNTS),
        *(case(f'ok -usage.{name} "a"') for name in COUNTS[2:]),
    ],
)
timed = Scenario(
    create_and_log,
    cases(says(texts(1, 1), delay=st.integers(1, 500).map(lambda n: n / 2))),
    examples=4,
    why="any time that a reply takes; failures, and a clock that is set meanwhile, are pinned",
    pinned=[
        case("ok delay=3"),
        case("529 delay=2.5; ..."),
        case("refused delay=1; ..."),
        case("ok delay=4; clock+3600@1"),
        case("500 delay=4; ...; clock-3600@1"),
    ],
)
secret = Scenario(
    create_and_log,
    cases(says(texts(1, 1))),
    examples=1,
    why="what tempts is a short list, and pinned",
    pinned=[
        case("ok"),
        case(f'ok "{PIN}, you said."'),
        case(f'400 message="messages: {PIN}"; ...'),
        case("529; ..."),
        case("refused; ..."),
    ],
)


def records(run: Run) -> list[Any]:
    """Return the records that were emitted, each as the one argument of its call."""
    given = [(*event.data.get("args", ()), *event.data.get("kwargs", {}).values()) for event in run.of("callback")]
    return [args[0] if len(args) == 1 else args for args in given]


def logs(run: Run, **fields: Any) -> Iterator[Claim]:
    """State what each record says; without a record nothing is right."""
    emitted = run.of("callback")
    yield that(bool(emitted), at=run.end).happens("a record to be emitted", "no record was emitted")
    for event, record in zip(emitted, records(run), strict=True):
        for name, wanted in fields.items():
            if isinstance(record, dict):
                yield that(name in record, at=event).happens(f"a record with {name}", "there is no such key")
            found = record.get(name) if isinstance(record, dict) else None
            yield that(found, f"the record's {name}", at=event).equals(wanted)


def reply(run: Run) -> Reply | None:
    """Return what the API replied, None if the client never got it whole."""
    last = run.attempts[-1] if run.attempts else None
    return last.reply if last and not last.fault and not run.of("interrupt") else None


def error_type(run: Run) -> str | None:
    """Return what a record says of an error: what the API calls it, else the class of what was raised."""
    found = reply(run)
    if found:
        return found.error_type
    if run.of("interrupt"):
        return "KeyboardInterrupt"
    if not run.attempts:
        return "TypeError"
    timeouts = {"ConnectTimeout", "ReadTimeout", "WriteTimeout", "PoolTimeout"}
    return "APITimeoutError" if run.attempts[-1].fault in timeouts else "APIConnectionError"


@rubric.check(
    "LOG-01",
    recorded,
    help="The caller gets what it would get without a log.",
    hints=(
        "Logging stands around a call and changes nothing of it.",
        "`client.messages.create(**params)` returns the message.",
        "message = client.with_options(...).messages.create(**params)",
    ),
    cites=("Make the call once, with `params` as they are and the SDK's retries off",),
)
def returns_the_message(run: Run) -> Iterator[Claim]:
    """Sends `params` as they are, and returns the message."""
    for attempt in run.attempts[-1:]:
        if attempt.reply:
            yield that(run).returns(attempt.reply.json)


@rubric.check(
    "LOG-02",
    ended,
    help="A bare `raise` keeps the error that came.",
    hints=(
        "The caller decides what to do about an error, so it must get it.",
        "`raise` without anything after it, within `except`.",
        "except BaseException as error: ...; raise",
    ),
    cites=("return its message, or raise what it raised, as it came",),
)
def raises_what_came(run: Run) -> Iterator[Claim]:
    """Raises whatever the call raises, as it came."""
    found = reply(run)
    if found and found.status >= 400:
        yield that(run).raises("APIStatusError", status_code=found.status)
    elif found:
        yield that(run).ends()
    else:
        yield that(run).raises(error_type(run) or "")


@rubric.check(
    "LOG-03",
    ended,
    help="The client retries by itself: look at `with_options`.",
    hints=(
        "One record tells of one attempt, so a call may make only one.",
        "`max_retries`, an option of the client.",
        "client.with_options(max_retries=...)",
    ),
    cites=("Make the call once, with `params` as they are and the SDK's retries off",),
)
def asks_once(run: Run) -> Iterator[Claim]:
    """Sends one request a call, whatever comes back."""
    wanted = 0 if run.case.args.get("odd") else 1  # what the SDK refuses is not sent
    yield that(len(run.requests), "the number of requests", at=run.requests).equals(wanted)


@rubric.check(
    "LOG-04",
    ended,
    points=2,
    help="Look at all the ways in which a call can end.",
    hints=(
        "A call ends in a message, an error, no reply, a bug, or Ctrl-C.",
        "`finally` runs in each of these cases, once.",
        "try: ... finally: emit(...)",
    ),
    cites=("R24", "One record for each call **however it ends**"),
)
def emits_one_record(run: Run) -> Iterator[Claim]:
    """Emits one record for each call, however it ends."""
    emitted = run.of("callback")
    yield that(len(emitted), "the number of records", at=emitted or run.end).equals(1)
    for event, record in zip(emitted, records(run), strict=True):
        is_one = isinstance(record, dict)
        yield that(is_one, at=event).happens("a record to be emitted", "something else was emitted")


@rubric.check(
    "LOG-05",
    ended,
    needs=("LOG-04",),
    help="An error has `request_id`, a message `_request_id`.",
    hints=(
        "The support finds a call by the id of its request.",
        "The header `request-id`: `message._request_id`, `error.request_id`.",
        'record["request_id"] = getattr(error, ...)',
    ),
    cites=("R24", "the header `request-id`, of messages and errors alike; None if there was no reply"),
)
def names_the_call(run: Run) -> Iterator[Claim]:
    """Names the request id, the model and the attempt; a request id only where one came."""
    found = reply(run)
    request_id = found.header("request-id") if found else None
    yield from logs(run, request_id=request_id, model="claude-haiku-5-5", attempt=run.case.args.get("attempt", 1))


@rubric.check(
    "LOG-06",
    answered,
    needs=("LOG-04",),
    help="Four counts, each as it came.",
    hints=(
        "What a call cost, and whether it was cut off, stands in the message.",
        "`message.stop_reason`, and four counts of `message.usage`.",
        '"cache_read_input_tokens": usage.cache_read_input_tokens or ...',
    ),
    cites=(
        "| `stop_reason` | that of the message; None if the call failed |",
        "each as in `message.usage`, 0 where it is None there; None if the call failed",
    ),
)
def tells_what_came(run: Run) -> Iterator[Claim]:
    """Tells the stop reason and the four counts of a message."""
    found = reply(run)
    if found:
        usage = {name: found.json["usage"].get(name, 0) for name in COUNTS}
        yield from logs(run, stop_reason=found.json["stop_reason"], usage=usage, error_type=None)


@rubric.check(
    "LOG-07",
    ended,
    needs=("LOG-04",),
    help="What has no `type` has a class.",
    hints=(
        "The API names its errors; for what else goes wrong, Python does.",
        "`error.type` of an `APIStatusError`, else `type(error).__name__`.",
        'getattr(error, "type", None) or ...',
    ),
    cites=("the error's `type`, such as `rate_limit_error`; for whatever has none, the name of the exception's class",),
)
def names_the_error(run: Run) -> Iterator[Claim]:
    """Names the type of an error, or the class of what else was raised."""
    found = reply(run)
    if not found or found.status >= 400:
        yield from logs(run, error_type=error_type(run), stop_reason=None, usage=None)


@rubric.check(
    "LOG-08",
    timed,
    needs=("LOG-04",),
    help="The time of day may be set while a call runs.",
    hints=(
        "A duration is the difference of two readings of a clock that nobody sets.",
        "`time.monotonic()`.",
        "begun = time.monotonic(); ...; seconds = ... - begun",
    ),
    cites=("R19", "from the call to its end, not rounded, by a clock that nobody sets"),
)
def takes_the_time(run: Run) -> Iterator[Claim]:
    """Tells the seconds from the call to its end."""
    yield from logs(run)
    for event, record in zip(run.of("callback"), records(run), strict=True):
        found = record.get("seconds") if isinstance(record, dict) else None
        yield that(found, "the record's seconds", at=event, unit=" s").near(event.t - run.trace[0].t)


@rubric.check(
    "LOG-09",
    secret,
    needs=("LOG-04",),
    help="Errors may quote the request, and answers too.",
    hints=(
        "A log is read by more people than the data of customers may be.",
        "Leave out `params`, the `content`, `str(error)` and all headers.",
        "record = {...}  # ids, counts, types: nothing that anybody wrote",
    ),
    cites=(
        "nothing that anybody said and no secret: no key, no prompt, no answer, no headers, and no message of an error",
    ),
)
def keeps_secrets(run: Run) -> Iterator[Claim]:
    """Keeps the key, the prompt and the answer out of its records."""
    yield from logs(run)
    said = {"the key": KEY, "the prompt": PIN, "the answer": run.said if len(run.said) > 8 else ""}
    for event in run.of("callback"):
        text = repr(event.data)
        for name, secret_text in said.items():
            yield that([event] if secret_text and secret_text in text else [], at=event).never(f"record with {name}")
