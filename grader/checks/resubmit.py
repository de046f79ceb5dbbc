"""04_batches/resubmit: what is graded (B12)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from hypothesis import strategies as st

from grader.rubric import (
    Api,
    Attempt,
    Base,
    Case,
    Claim,
    Instant,
    Record,
    Rubric,
    Run,
    Scenario,
    Simulator,
    Submission,
    case,
    cases,
    steps,
    that,
)

rubric = Rubric("04_batches/resubmit", asks="GET /v1/messages/batches/*")

RECORDED: Final = "msgbatch_01J8m6o2eftQHuugLGPLa2xS"
TREES: Final = ("oak", "elm", "fir", "yew")
"""The custom_ids of the recording."""
INVALID: Final = "elm"
BATCH: Final = "msgbatch_01ABCNoiJX52xbXPHNj3gJYv"
CREATIONS: Final = "POST /v1/messages/batches"
AGAIN: Final = ("expired", "overloaded_error", "api_error", "timeout_error", "rate_limit_error")
LASTING: Final = (
    "invalid",
    "invalid_request_error",
    "authentication_error",
    "permission_error",
    "billing_error",
    "conflict_error",
    "not_found_error",
    "request_too_large_error",
    "some_new_error",
)
SOME: Final = ["expired", "succeeded", "api_error", "overloaded_error", "invalid", "canceled"]
"""What becomes of the requests where it matters little."""


def params(custom_id: str) -> dict[str, Any]:
    """Return the parameters of a request, which differ from those of all others."""
    said = [{"role": "user", "content": f"Describe {custom_id}."}]
    return {"model": "claude-haiku-5-5", "max_tokens": sum(map(ord, custom_id)), "messages": said}


def becomes(case: Case) -> dict[str, str]:
    """Return what becomes of each request of a case, by custom_id."""
    return {f"page-{n}": result for n, result in enumerate(case.args.get("results", SOME), 1)}


def workspace(simulator: Simulator, case: Case) -> Base:
    """Put a batch into the workspace that ended an hour ago."""
    simulator.outcomes = becomes(case)
    created = Instant(-7_200_000_000_000, 1_793_604_000.0)
    simulator.plant({i: params(i) for i in becomes(case)}, created, batch_id=BATCH, seconds=3600)
    return simulator


def resubmit(submission: Submission, api: Api, case: Case) -> Run:
    """Send again what failed."""
    return submission.resubmit(api.client, BATCH, {i: params(i) for i in becomes(case)})


def resubmit_recorded(submission: Submission, api: Api, _: Case) -> Run:
    """Send again what may succeed now of the recording: nothing."""
    return submission.resubmit(api.client, RECORDED, {i: params(i) for i in TREES})


failed = Scenario(
    resubmit,
    cases(results=st.lists(st.sampled_from(AGAIN), max_size=3).map(lambda found: ["expired", "api_error", *found])),
    examples=3,
    why="any failures that pass, an error and one that expired always among them",
    pinned=[case(results=["api_error", "expired", "succeeded"]), case()],
    base=workspace,
)
mixed = Scenario(
    resubmit,
    cases(
        results=st.lists(
            st.sampled_from(("succeeded", *AGAIN, "canceled", *LASTING)), min_size=1, max_size=6, unique=True
        ).map(lambda found: [*found, "expired"])
    ),
    examples=8,
    why="each kind of result beside what is sent again; all are pinned",
    pinned=[
        *(case(results=["expired", result, "succeeded"]) for result in (*AGAIN[1:], "canceled", *LASTING)),
        case(results=["canceled", "some_new_error", "expired", "succeeded"]),
        case(results=["timeout_error", "canceled", "api_error", "succeeded", "rate_limit_error", "expired"]),
    ],
    base=workspace,
)
nothing = Scenario(
    resubmit_recorded,
    cases(),
    examples=1,
    why="one recording: three have succeeded, one was invalid",
    cassette="04_batches/settled",
)
lost = Scenario(
    resubmit,
    cases(steps("silent", "500")),
    examples=1,
    why="the ways in which the SDK sends again by itself are few, and pinned",
    pinned=[*map(case, ("silent", "500", "529", "reset@-9", "429", "409"))],
    base=workspace,
    reads=("status_code",),
    about=CREATIONS,
)


def creations(run: Run) -> list[Attempt]:
    """Return the requests that create a batch."""
    return [a for a in run.attempts if f"{a.request.method} {a.request.path}" == CREATIONS]


def sent(run: Run) -> list[tuple[Attempt, Any, Any]]:
    """Return what was sent: the request that holds it, custom_id and parameters of each."""
    found = [(a, entry) for a in creations(run) for entry in a.request.params.get("requests") or ()]
    return [(a, entry.get("custom_id"), entry.get("params")) for a, entry in found if isinstance(entry, dict)]


def about(given: Any) -> str | None:
    """Return the custom_id of the request whose prompt stands in these parameters."""
    said = json.dumps(given, ensure_ascii=False)
    _, found, rest = said.partition("Describe ")
    return rest.partition(".")[0] if found else None


def is_sent(run: Run, custom_id: str, *, wanted: bool) -> Claim:
    """State that a request is sent again, or that it is not."""
    found = [a.request_event for a, _, given in sent(run) if about(given) == custom_id]
    result = becomes(run.case)[custom_id]
    at = found or run.of("return", "raise")
    if wanted:
        return that(bool(found), at=at).happens(f"{custom_id} ({result}) to be sent again", "it is not sent")
    return that(found, at=at).never(f"request sent again for {custom_id} ({result})")


def fields(run: Run) -> Record | None:
    """Return what the call returned, if it is a Resubmission."""
    return run.value if isinstance(run.value, Record) else None


@rubric.check(
    "RESUB-01",
    failed,
    help="One `create` holds all requests; its reply has the id of the new batch.",
    hints=(
        "What failed goes into another batch, all of it into one.",
        "`client.messages.batches.create`, and `id` of what it returns",
        "batch = ....messages.batches.create(requests=[...])",
    ),
    cites=("Create one new batch of what is sent again", "B12"),
)
def creates_one_batch(run: Run) -> Iterator[Claim]:
    """Creates one new batch and returns its id."""
    made = creations(run)
    yield that(len(made), "the number of batches created", at=[a.request_event for a in made]).equals(1)
    found, reply = fields(run), made[0].reply if made else None
    name = that(found["batch_id"] if found else None, "`batch_id`", at=run.end)
    yield name.equals(reply.json["id"] if reply and reply.status == 200 else "that of the new batch")


@rubric.check(
    "RESUB-02",
    mixed,
    points=2,
    needs=("RESUB-01",),
    help="Nothing is wrong with a request that expired, or that met an overloaded API.",
    hints=(
        "Some failures are no fault of the request.",
        "`result.type`, and `result.error.error.type`",
        'if result.type == "expired" or (... and result.error.error.type in AGAIN):',
    ),
    cites=("B12",),
)
def sends_again_what_passes(run: Run) -> Iterator[Claim]:
    """Sends again what expired, and what errored with a type that is in AGAIN."""
    for custom_id, result in becomes(run.case).items():
        if result in AGAIN:
            yield is_sent(run, custom_id, wanted=True)


@rubric.check(
    "RESUB-03",
    mixed,
    points=2,
    needs=("RESUB-01",),
    help="Of an error that you do not know, nobody can say that it passes: AGAIN lists all that do.",
    hints=(
        "What is wrong with a request today is wrong with it tomorrow.",
        "`result.error.error.type`; that of `result.error` is always `error`",
        "elif result.type == ...: given_up[entry.custom_id] = ...",
    ),
    cites=("B12",),
)
def gives_up_what_lasts(run: Run) -> Iterator[Claim]:
    """Does not send again what errored with any other type."""
    for custom_id, result in becomes(run.case).items():
        if result in LASTING:
            yield is_sent(run, custom_id, wanted=False)


@rubric.check(
    "RESUB-04",
    mixed,
    needs=("RESUB-01",),
    help="What succeeded is paid for, and what was canceled is not wanted.",
    hints=(
        "To send again costs money: only for what is wanted, and not there.",
        "`result.type` is `succeeded`, `errored`, `canceled` or `expired`",
        'elif result.type == "canceled": ...',
    ),
    cites=("B12",),
)
def leaves_the_rest(run: Run) -> Iterator[Claim]:
    """Does not send again what succeeded or was canceled."""
    for custom_id, result in becomes(run.case).items():
        if result in {"succeeded", "canceled"}:
            yield is_sent(run, custom_id, wanted=False)


@rubric.check(
    "RESUB-05",
    mixed,
    needs=("RESUB-01",),
    help="Results come in any order, so the parameters are looked up by custom_id.",
    hints=(
        "The request is the same, only the batch is another one.",
        "`requests[custom_id]`, as it is",
        '{"custom_id": entry.custom_id, "params": requests[...]}',
    ),
    cites=("with the `custom_id` and the parameters that they had",),
)
def keeps_id_and_parameters(run: Run) -> Iterator[Claim]:
    """Sends each request with the custom_id and the parameters that it had."""
    for a, custom_id, given in sent(run):
        known = custom_id if isinstance(custom_id, str) and custom_id in becomes(run.case) else about(given)
        expected = (known, params(known or ""))
        yield that((custom_id, given), "custom_id and parameters", at=a.request_event).equals(expected)


@rubric.check(
    "RESUB-06",
    nothing,
    needs=("RESUB-01",),
    help="If nothing failed, or nothing that passes, there is no new batch.",
    hints=(
        "It may well be that nothing is left to be done.",
        "`Resubmission(None, ...)`",
        "if not again: return ...",
    ),
    cites=("If there is nothing to send again, create no batch",),
)
def creates_no_empty_batch(run: Run) -> Iterator[Claim]:
    """Creates no batch if there is nothing to send again, and returns None for its id."""
    found = fields(run)
    made = [a.request_event for a in creations(run)]
    yield that(made, at=made).never("batch created without need")
    yield that(run).ends()
    yield that(found["batch_id"] if found else "no Resubmission", "`batch_id`", at=run.end).equals(None)
    given_up = found["given_up"] if found else None
    yield that(list(given_up) if isinstance(given_up, dict) else None, "ids in `given_up`", at=run.end).equals(
        [INVALID]
    )


@rubric.check(
    "RESUB-07",
    mixed,
    needs=("RESUB-01",),
    help="`given_up` holds why, by custom_id: the type of the error, or `canceled`.",
    hints=(
        "Whoever mends what is given up has to know what it was.",
        "a `dict` of texts, by `custom_id`",
        "given_up[entry.custom_id] = result.error....",
    ),
    cites=("`given_up` names each request that did not succeed and is not sent again",),
)
def says_what_is_given_up(run: Run) -> Iterator[Claim]:
    """Says which requests are given up, and why."""
    again = {about(given) for _, _, given in sent(run)}
    why = {i: "invalid_request_error" if r == "invalid" else r for i, r in becomes(run.case).items()}
    told = fields(run)
    found = told["given_up"] if told else None
    if isinstance(found, dict):
        found = {i: said for i, said in found.items() if i in again or why.get(i) not in AGAIN}
    wanted = {i: reason for i, reason in why.items() if reason not in (*AGAIN, "succeeded") and i not in again}
    yield that(found, "`given_up`", at=run.end).equals(wanted)


@rubric.check(
    "RESUB-08",
    lost,
    needs=("RESUB-01",),
    help="A creation whose reply was lost may have taken effect. The SDK sends it again by itself, unless you say no.",
    hints=(
        "Two requests to create make two batches, and both are paid for.",
        "`client.with_options`, and its `max_retries`",
        "client.with_options(max_retries=...).messages.batches.create(...)",
    ),
    cites=("Send this one request once, whatever comes of it",),
)
def creates_once(run: Run) -> Iterator[Claim]:
    """Sends the creation once, and raises its error."""
    made = creations(run)
    yield that(len(made), "the number of creations sent", at=[a.request_event for a in made]).equals(1)
    for a in made[:1]:
        if a.status >= 400:
            yield that(run).raises("APIStatusError", status_code=a.status)
        else:
            raised = run.raised("APIConnectionError") or run.raised("TransportError")
            yield that(raised, at=run.end).happens("the error of the connection to be raised", "it is not raised")
