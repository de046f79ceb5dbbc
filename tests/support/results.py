"""Results to show: what a learner sees on the first evening, and later."""

from __future__ import annotations

from typing import Any

from grader.result import CheckResult, ExerciseResult, Moment, Outcome, Place, Result, Versions

COURSE = {
    "00_warmup": ["first_call"],
    "01_streaming": ["stream_text", "final_answer", "fold_events", "tool_calls"],
    "03_retries": ["retry_delay", "create_with_retries"],
}


_VERSIONS = Versions(grader="0.1.0", anthropic="2.12.0", python="3.13.0", hypothesis="6.170.15")
_MACHINE: dict[str, Any] = {"isolation": "none", "seed": 0, "seconds": 3.21, "versions": _VERSIONS}


def check(id_: str, title: str, outcome: Outcome = Outcome.passed, points: int = 1, **fields: Any) -> CheckResult:
    """Return a check result; only a passed one earns its points."""
    earned = points if outcome is Outcome.passed else 0
    return CheckResult(id=id_, title=title, outcome=outcome, points=earned, max_points=points, **fields)


def exercise(id_: str, *checks: CheckResult, message: str = "") -> ExerciseResult:
    """Return the result of an exercise with these checks."""
    points, most = sum(c.points for c in checks), sum(c.max_points for c in checks)
    return ExerciseResult(id=id_, version="a1b2", points=points, max_points=most, checks=checks, message=message)


def result(*exercises: ExerciseResult, **fields: Any) -> Result:
    """Return the result of a grade of these exercises."""
    outcomes = {c.outcome for e in exercises for c in e.checks}
    status = "grader_error" if Outcome.grader_error in outcomes else "incomplete"
    return Result(
        status="passed" if outcomes == {Outcome.passed} else status,
        points=sum(e.points for e in exercises),
        max_points=sum(e.max_points for e in exercises),
        exercises=exercises,
        **_MACHINE | fields,
    )


WARM_UP = exercise(
    "00_warmup/first_call",
    check("FIRST-01", "Returns the text of the message.", points=0),
    check("FIRST-02", "Joins the text of several blocks.", points=0),
)

TITLES = {
    "STREAM-01": ("Yields the text of the reply, whole and in order.", 2),
    "STREAM-02": ("Hands each text on before it reads further.", 2),
    "STREAM-03": ("Yields the same text however the bytes are cut into chunks.", 1),
    "STREAM-04": ("Passes over pings and over events that it does not know.", 1),
    "STREAM-05": ("Yields text only, no thinking and no tool input.", 1),
    "STREAM-06": ("Closes the response at once when the caller stops early.", 1),
    "STREAM-07": ("A stream that ends without `message_stop` raises TruncatedStream with the text so far.", 2),
}


def streaming(**broken: CheckResult) -> ExerciseResult:
    """Return `stream_text` with everything passed but these checks (`STREAM_06=...`)."""
    checks = [broken.get(id_.replace("-", "_")) or check(id_, title, points=p) for id_, (title, p) in TITLES.items()]
    return exercise("01_streaming/stream_text", *checks)


def to_do(id_: str, prefix: str, message: str = "stream_text is not written yet.") -> ExerciseResult:
    """Return an exercise whose stub was not touched."""
    checks = [check(f"{prefix}-{n:02}", f"Behaviour {n}.", Outcome.todo, 2, message=message) for n in range(1, 6)]
    return exercise(id_, *checks)


def stubs(*first: ExerciseResult) -> tuple[ExerciseResult, ...]:
    """Return these exercises, and all others of the course to do."""
    known = {e.id: e for e in first}
    ids = [f"{topic}/{name}" for topic, names in COURSE.items() for name in names]
    return tuple(known.get(id_) or to_do(id_, id_.partition("/")[2][:5].upper()) for id_ in ids)


CLOSES = check(
    "STREAM-06",
    TITLES["STREAM-06"][0],
    Outcome.failed,
    message="Expected no chunk read after close(), but: chunk read after close().",
    called="stream_text(client, 'Hi', model='claude-sonnet-5-5', max_tokens=64)",
    answers='ok "a" "b" "c"',
    expected="no chunk read after close()",
    happened="chunk read after close()",
    timeline=(
        Moment(0, 0, "request", "→ POST /v1/messages", 1),
        Moment(0, 0, "reply", "← 200", 1),
        Moment(0, 0, "chunk", "← 3 chunks, 534 bytes, message_start, content_block_start, ping", 1),
        Moment(0, 0, "chunk", '← chunk, 124 bytes, text "a"', 1),
        Moment(0, 0, "yield", "yields 'a'"),
        Moment(0, 0, "close", "is told to stop: close()"),
        Moment(0, 0, "chunk", '← chunk, 124 bytes, text "b"', 1, "no chunk read after close()"),
        Moment(0, 0, "chunk", '← chunk, 124 bytes, text "c"', 1, "no chunk read after close()"),
        Moment(0, 0, "return", "returns None"),
    ),
    help="`with client.messages.stream(...) as stream:` closes the response when the generator is closed.",
    case='take=1 | ok "a" "b" "c"',
)

KEEPS_RETRY_AFTER = check(
    "RETRY-06",
    "Waits at least as long as `retry-after` asks.",
    Outcome.failed,
    2,
    message="Expected the wait: at least 7 s, but: the wait: 5 s.",
    called="create_with_retries(client, {'model': 'claude-sonnet-5-5', … (67 more), max_attempts=2, deadline=100000)",
    answers="529 retry-after=7",
    expected="the wait: at least 7 s",
    happened="the wait: 5 s",
    timeline=(
        Moment(0, 0, "request", "→ POST /v1/messages", 1),
        Moment(0, 0, "reply", "← 529 overloaded_error retry-after=7", 1),
        Moment(0, 5, "wait", "waits 5 s", 0, "the wait: at least 7 s"),
        Moment(5, 5, "request", "→ POST /v1/messages", 2),
        Moment(5, 5, "reply", "← 200", 2),
        Moment(5, 5, "return", "returns Message 'w7 2'"),
    ),
    output="attempt 1 failed\nattempt 2",
    help="A cap on the backoff is no cap on what the server asks for.",
    case="max_attempts=2 deadline=100000 | 529 retry-after=7",
)

EVERY_OUTCOME = exercise(
    "03_retries/create_with_retries",
    check("RETRY-01", "Returns the message of the first successful reply."),
    KEEPS_RETRY_AFTER,
    check(
        "RETRY-07",
        "Adds jitter to the backoff.",
        Outcome.not_judged,
        message="Mend RETRY-06 first: this check builds on it.",
    ),
    check(
        "RETRY-08",
        "Raises the last error when the attempts are used up.",
        Outcome.crashed,
        message="Expected raises OverloadedError, but: raised KeyError.",
        called="create_with_retries(client, {…}, max_attempts=1, deadline=10)",
        answers="529",
        expected="raises OverloadedError",
        happened="raises KeyError: 'retry-after'",
        where=Place("03_retries/create_with_retries.py", 31, '    wait = float(error.response.headers["retry-after"])'),
        timeline=(
            Moment(0, 0, "request", "→ POST /v1/messages", 1),
            Moment(0, 0, "reply", "← 529 overloaded_error", 1),
            Moment(0, 0, "raise", "raises KeyError: 'retry-after'", 0, "raises OverloadedError"),
        ),
        case="max_attempts=1 deadline=10 | 529",
    ),
    check(
        "RETRY-09",
        "Keeps to the deadline.",
        Outcome.timed_out,
        message="The call took more than 2 s of CPU time.",
        case="max_attempts=9 deadline=1 | 529; ...",
        called="create_with_retries(client, {…}, max_attempts=9, deadline=1)",
    ),
    check(
        "RETRY-10",
        "Retries nothing but transient errors.",
        Outcome.timed_out,
        message="The call took more than 2 s of CPU time.",
        case="max_attempts=9 deadline=1 | 529; ...",
        called="create_with_retries(client, {…}, max_attempts=9, deadline=1)",
    ),
    check("RETRY-11", "Keeps the body as it is.", Outcome.grader_error, message="IndexError: list index out of range"),
)

HOSTILE = check(
    "RETRY-06",
    "Waits at least as long as `retry-after` asks.",
    Outcome.crashed,
    2,
    message="raised Evil: \x1b[2J\u202egnp.[bold]",
    where=Place("03_retries/create_with_retries.py", 3, "raise Evil('\x1b]0;title\x07')"),
    timeline=(
        Moment(0, 0, "raise", "raises Evil: \r✓ RETRY-06 passed\n\x9b31m [red]x[/red] :smile: " + "漢" * 50, 0, "that"),
    ),
    output="\n".join(
        ["✓ all passed\x1b[32m", "::error::x \ud800 \u200b", *(f"line {n}" for n in range(60)), "y" * 400]
    ),
    output_left_out=123_456,
    case="max_attempts=1 | 529 x='it''s'",
)

BROKEN_FILE = exercise(
    "04_batches/split_batches",
    *(
        check(
            f"SPLIT-{number:02}",
            "Behaviour.",
            Outcome.crashed,
            message="The file does not load: SyntaxError: '(' was never closed.",
            where=Place("04_batches/split_batches.py", 3, "    return sorted((key for key in requests)"),
        )
        for number in (1, 2)
    ),
    message="The file does not load: SyntaxError: '(' was never closed.",
)

FIRST_EVENING = result(*stubs(WARM_UP))
ONE_SOLVED = result(*stubs(WARM_UP, streaming()))
ONE_FAILING = result(*stubs(WARM_UP, streaming(STREAM_06=CLOSES)))
ALONE = result(streaming())
ALL_PASSED = result(WARM_UP, streaming())
OUTCOMES = result(
    WARM_UP,
    to_do("01_streaming/fold_events", "FOLD", "not handed in"),
    EVERY_OUTCOME,
    BROKEN_FILE,
    ignored=("notes.txt", "old/retry.py"),
)
UNTRUSTED = result(exercise("03_retries/create_with_retries", HOSTILE), ignored=("a\x1b[2J.txt",), ignored_left_out=3)
