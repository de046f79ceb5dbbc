"""What several rubrics state of a run, in the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from grader.rubric.claims import Claim, that
from grader.trace import Attempt, Model, Record, Run
from grader.wire.steps import Step


def step_of(a: Attempt) -> Step:
    """Return what the script of the case has for a request."""
    script = a.run.case.script
    after = script.steps[-1] if script.forever else Step()
    return script.steps[a.number - 1] if a.number <= len(script.steps) else after


def transient(a: Attempt) -> bool:
    """Tell whether the same request may succeed later, by the status alone."""
    return a.fault is not None or a.status in {408, 409, 429} or a.status >= 500


def field(run: Run, name: str) -> Any:
    """Return a field of the dataclass that a call returned, None if there is none; an object of the SDK as its JSON."""
    value = run.value[name] if isinstance(run.value, Record) else None
    return dict(value.data) if isinstance(value, Model) else value


def tells(run: Run, cls: str, **fields: Any) -> Iterator[Claim]:
    """State that a call returns a dataclass, and what its fields say."""
    article = "an" if cls[0] in "AEIO" else "a"
    yield that(run).ends()
    is_one = isinstance(run.value, Record)
    yield that(is_one, at=run.end).happens(f"the call to return {article} {cls}", "the call returns something else")
    for name, wanted in fields.items():
        yield that(field(run, name), f"{cls}.{name}", at=run.end).equals(wanted)


def one_request(run: Run) -> Claim:
    """State that a call sends one request."""
    return that(len(run.attempts), "the number of requests", at=run.requests).equals(1)


def idle(run: Run) -> Iterator[Claim]:
    """State that one call spends no time but between two attempts: a deadline that is slept away asks for nothing."""
    spans = [(a.request_event.i if a.number > 1 else 0, a.over.i) for a in run.attempts]
    waits = [wait for wait in run.waits if any(start < wait.i < end for start, end in spans)]
    if waits:
        yield that(waits, at=waits).never("wait before a request, or in the midst of it, but for the backoff")


def raises_its_error(a: Attempt, *, named: bool = True) -> Claim:
    """State that the call raises the error of this attempt; `named`: the very one, by its request id."""
    if a.fault or not a.reply:
        return that(a.run).raises("APIConnectionError")
    more = {"request_id": a.reply.header("request-id")} if named else {}
    return that(a.run).raises("APIStatusError", status_code=a.status, **more)


def ends_as(a: Attempt) -> Claim:
    """State that the call raises what broke this stream, or ends if nothing did."""
    step = step_of(a)
    if a.status >= 400:
        return that(a.run).raises("APIStatusError", status_code=a.status)
    if step.word == "ok":
        return that(a.run).ends()
    if step.word == "error":
        return that(a.run).raises("APIStatusError", type=step.type)
    return that(a.run).raises("TruncatedStream" if step.word == "cut" else "TransportError")


def truncated_or(run: Run, whole: Callable[[Run], Iterable[Claim]], *reads: str) -> Iterator[Claim]:
    """State that a stream without message_stop raises TruncatedStream with the text so far; of others state `whole`."""
    for attempt in run.attempts:
        if step_of(attempt).word == "ok":
            yield from whole(run)
        elif not attempt.torn:
            yield that(run).raises("TruncatedStream", **dict.fromkeys(reads, attempt.delivered))
