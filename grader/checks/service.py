"""06_capstone/service: what is graded. Streams, retries, a batch, the ledger and kills, all in one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from hypothesis import strategies as st

from grader.rubric import (
    Api,
    Attempt,
    Base,
    Case,
    Claim,
    Disturbance,
    Event,
    Instant,
    Reply,
    Rubric,
    Run,
    Scenario,
    Script,
    Simulator,
    Submission,
    case,
    cases,
    field,
    moment,
    scripts,
    steps,
    that,
    transient,
)

STREAMS: Final = "/v1/messages"
BATCHES: Final = "/v1/messages/batches"
rubric = Rubric("06_capstone/service", asks=f"POST {STREAMS} or POST {BATCHES} or GET {BATCHES} or GET {BATCHES}/*")

AMPLE: Final = {"limit": 5, "retries": 9, "deadline": 10_000}
"""What a case leaves open."""
LIVES: Final = 3
"""How often a call is made again that was killed."""
MOST_KILLS: Final = 40
"""At how many events kills are tried: about twice what the reference brings about."""
OVER: Final = ("end", "fault", "closed", "abandoned")
"""The kinds of events after which a request is no longer under way."""
MOMENT: Final = 1e-6
"""Seconds that rounding may cost."""


def urgent(case: Case) -> dict[str, str]:
    """Return the prompts of the urgent documents by key; the broken one is none that the API takes."""
    found = {f"letter-{n}": f"Sum up letter {n}." for n in range(1, case.args.get("urgent", 2) + 1)}
    return {**found, "broken-letter": ""} if case.args.get("broken") == "urgent" else found


def others(case: Case) -> dict[str, str]:
    """Return the prompts of the other documents by key."""
    found = {f"note-{n}": f"Sum up note {n}." for n in range(1, case.args.get("others", 2) + 1)}
    return {**found, "broken_note": ""} if case.args.get("broken") == "others" else found


def bound(case: Case, name: str) -> Any:
    """Return a bound of the call."""
    return case.args.get(name, AMPLE[name])


def serve(submission: Submission, api: Api, case: Case) -> Run:
    """Call it; again with the same store as long as it is killed, and once more with more time if the case says so."""
    store = api.store({})
    bounds = {name: bound(case, name) for name in AMPLE}
    run = submission.serve(api.aclient, urgent(case), others(case), store, **bounds)
    for _ in range(LIVES):
        if run.ended != "killed":
            break
        api.sleep(60)
        run = submission.serve(api.aclient, urgent(case), others(case), store, **bounds)
    if case.args.get("again"):
        api.sleep(60)
        run = submission.serve(api.aclient, urgent(case), others(case), store, **{**bounds, "deadline": 10_000})
    return run


# ---------------------------------------------------------------- the workspace


class Timed:
    """A simulator whose batches end in their own time, and not at the first poll."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self.mint = simulator.mint

    def reply(self, request: Any, now: Instant, saying: Any = None, *, status: str | None = None) -> Reply:  # noqa: ARG002  the time tells
        """Answer, whatever status a script would have a batch show."""
        return self._simulator.reply(request, now, saying)


def timed(simulator: Simulator, case: Case) -> Base:
    """Let batches take their time, in a workspace that holds others of the same size as well."""
    simulator.batch_seconds = case.args.get("takes", 50)
    simulator.plant(len(others(case)) or 1, moment(0), seconds=0)
    return Timed(simulator)


# ---------------------------------------------------------------- what was seen


def lives_of(run: Run) -> tuple[Run, ...]:
    """Return all calls of a case, in order."""
    return (*run.earlier, run)


def streams(*runs: Run) -> list[Attempt]:
    """Return the requests for a stream."""
    return [a for run in runs for a in run.attempts if a.request.path == STREAMS]


def creates(*runs: Run) -> list[Attempt]:
    """Return the requests to create a batch that reached the API."""
    return [a for run in runs for a in run.attempts if (a.request.method, a.request.path) == ("POST", BATCHES)]


def lists(a: Attempt) -> bool:
    """Tell whether a request asks for a list of batches."""
    return (a.request.method, a.request.path) == ("GET", BATCHES)


def of(runs: Iterable[Run], prompt: str) -> list[Attempt]:
    """Return the streams of one document, in order."""
    return [a for a in streams(*runs) if a.request.said_by("user") == prompt]


def complete(a: Attempt) -> bool:
    """Tell whether an answer has arrived whole."""
    return a.status == 200 and any("message_stop" in e.data.get("events", ()) for e in a.events if e.kind == "chunk")


def over(a: Attempt) -> Event | None:
    """Return the event since which a request is no longer under way, None if it still is."""
    return next((e for e in a.events if e.kind in OVER), None)


def failed(a: Attempt) -> bool:
    """Tell whether a stream has failed: refused, or broken before its end. One that was given up has not."""
    broken = any("error" in e.data.get("events", ()) for e in a.events if e.kind == "chunk")
    return a.failed or broken or (a.whole and not complete(a))


def may_pass(a: Attempt) -> bool:
    """Tell whether another attempt may succeed."""
    return failed(a) and (transient(a) or a.status == 200)


def results(run: Run) -> dict[str, Any]:
    """Return the results of its batch by key, as far as they were read in one of these calls."""
    prompts = {prompt: key for key, prompt in others(run.case).items()}
    keys: dict[str, str] = {}
    found: dict[str, Any] = {}
    for life in lives_of(run):
        for a in life.attempts:
            for entry in a.request.params.get("requests", ()) if a in creates(life) else ():
                keys[entry["custom_id"]] = prompts.get(entry["params"]["messages"][0]["content"], "")
            if a.request.path.endswith("/results") and a.reply and a.status == 200:
                found |= {line["custom_id"]: line["result"] for line in map(json.loads, a.reply.body.splitlines())}
    return {keys[custom_id]: result for custom_id, result in found.items() if custom_id in keys}


def messages(run: Run) -> dict[str, dict[str, Any]]:
    """Return the messages by key that have arrived whole in this call or an earlier one."""
    found = {key: result["message"] for key, result in results(run).items() if result["type"] == "succeeded"}
    for key, prompt in urgent(run.case).items():
        for a in of(lives_of(run), prompt):
            if complete(a):
                found[key] = message(a)
    return found


def message(a: Attempt) -> dict[str, Any]:
    """Return the message of a stream: its id, its text, and its tokens."""
    data = [json.loads(line[5:]) for line in (a.reply.body if a.reply else b"").splitlines() if line[:5] == b"data:"]
    start: dict[str, Any] = next((e["message"] for e in data if e["type"] == "message_start"), {})
    usage = dict(start.get("usage", {}))
    for event in data:
        usage |= event.get("usage") or {}
    return {"id": start.get("id"), "content": [{"type": "text", "text": a.said}], "usage": usage}


def text(found: Mapping[str, Any]) -> str:
    """Return the text of a message."""
    return "".join(block["text"] for block in found["content"] if block["type"] == "text")


def searches_in_vain(run: Run) -> Iterator[Event]:
    """Yield the requests for a list of batches in the calls after one that has created a batch, and polled it."""
    known = False
    for life in lives_of(run):
        yield from (a.request_event for a in life.attempts if known and lists(a))
        made = {f"{BATCHES}/{a.reply.json.get('id')}" for a in creates(life) if a.reply and a.status == 200}
        known = known or any(a.request.path in made for a in life.attempts)


def failures(run: Run) -> dict[str, str]:
    """Return why documents have no answer, by key; `*` where any word will do."""
    answered = messages(run)
    found: dict[str, str] = {}
    for key, prompt in urgent(run.case).items():
        last = of([run], prompt)[-1:]
        found[key] = next((word(a) for a in last if failed(a)), "deadline")
    for key in others(run.case):
        refused = [a for a in creates(run) if a.failed]
        ended = results(run).get(key, {"type": "deadline"})
        said = ended["error"]["error"]["type"] if ended["type"] == "errored" else ended["type"]
        found[key] = word(refused[0]) if refused else said
    return {key: why for key, why in found.items() if key not in answered}


def word(a: Attempt) -> str:
    """Return the API's own word for a failure."""
    return (a.reply.error_type if a.reply and a.status >= 400 else None) or "*"


def reports(run: Run) -> Iterator[Claim]:
    """State the report of a call."""
    yield that(run).ends()
    yield that(field(run, "answers"), "Report.answers", at=run.end).equals(
        {key: text(found) for key, found in messages(run).items()}
    )
    told, wanted = field(run, "failures"), failures(run)
    if isinstance(told, dict):
        wanted = {key: told.get(key, why) if why == "*" else why for key, why in wanted.items()}
    yield that(told, "Report.failures", at=run.end).equals(wanted)


def at(event: Event, run: Run) -> float:
    """Return the seconds from the beginning of a call to an event."""
    return event.t - run.trace[0].t


# ---------------------------------------------------------------- the cases


def kills(run: Run) -> Iterator[Case]:
    """Yield cases that kill after each write, wait and POST of a run without a kill, and before the batch is created.

    For the world, before an event is after the one before it; and a read leaves it as it is.
    """
    if run.earlier or run.of("kill"):
        return
    changes = [e for e in run.of("request", "put", "wait") if e.effect and (run.end is None or e.i < run.end.i)]
    for event in changes[:MOST_KILLS]:
        sent = event.data.get("request")
        if sent is None or sent.method == "POST":
            if sent and sent.path == BATCHES:
                yield killed_at(run.case, Disturbance("kill-before", event.effect))
            yield killed_at(run.case, Disturbance("kill-after", event.effect))


def killed_at(case: Case, kill: Disturbance) -> Case:
    """Return a case with a kill."""
    return Case(case.args, Script(case.script.steps, case.script.forever, (kill,)))


recorded = Scenario(
    serve,
    cases(),
    examples=1,
    why="one recording of two streams and a batch, which say something else in every grade",
    cassette="06_capstone/two_of_each",
)
together = Scenario(
    serve,
    cases(scripts(steps("ok", "ok delay=3", "ok delay=1", "529"), least=1, most=4), urgent=4, limit=st.integers(1, 4)),
    examples=2,
    why="answers that take more or less time; the telling orders, and a batch alone, are pinned",
    pinned=[
        case("ok delay=5; ok delay=1; ok delay=2; ok", urgent=4, limit=2),
        case("429 retry-after=30; ok delay=5; ok delay=5", urgent=3, limit=1),
        case("ok delay=3; ok delay=2; ok", urgent=3, limit=10),
        case("529; 529; ok delay=9; ok delay=1; ok delay=3", urgent=4, limit=2),
        case(urgent=0, others=1),
    ],
    base=timed,
    about=f"POST {STREAMS}",
)
faults = Scenario(
    serve,
    cases(scripts(steps("529", "429 retry-after=7", "refused"), least=1, most=3), others=1),
    examples=2,
    why="failures one after another; the kinds of failure are pinned",
    pinned=[
        *(case(script, others=1) for script in ("529", "500; 500; 500", "429 retry-after=90; 529", "refused")),
        *(case(f'{word}@-2e "a" "b"', others=1) for word in ("reset", "cut", "error")),
        *map(case, ("403", "529; 404")),
    ],
    base=timed,
    about=f"POST {STREAMS}",
)
outage = Scenario(
    serve,
    cases(steps("500", "529"), retries=st.integers(0, 3), others=1),
    examples=1,
    why="no retry, fewer and more than there are documents; each is pinned",
    pinned=[
        *(case("500; ...", urgent=3, others=1, retries=n) for n in (1, 0, 4)),
        case("529; 529; ok", others=1, retries=1),
        case("529; ok; 529; ok", retries=2),
    ],
    base=timed,
    about=f"POST {STREAMS}",
)
failing = Scenario(
    serve,
    cases(steps("400", "529", "500")),
    examples=1,
    why="what fails is a document, or the batch; each is pinned",
    pinned=[
        *(case(broken=kind) for kind in ("urgent", "others")),
        *map(case, ("400", "529")),
        case("413 delay=5", broken="urgent"),
    ],
    base=timed,
    about=f"POST {BATCHES}",
)
late = Scenario(
    serve,
    cases(steps("ok delay=70", "ok delay=80"), deadline=st.sampled_from((60, 20)), again=1),
    examples=1,
    why="the deadline comes before an answer, a batch's end, or the end of a wait, or not at all; each is pinned",
    pinned=[
        case("ok; ok delay=300", deadline=30, again=1),
        case("ok delay=200; ok", deadline=150, again=1),
        case("429 retry-after=60; ok", deadline=30, others=0),
        case("429 retry-after=60; ok", deadline=100, others=0),
        case("ok delay=20", deadline=300),
    ],
    base=timed,
    about=f"POST {STREAMS}",
)
killed = Scenario(
    serve,
    cases(st.builds(lambda at: Script(disturbances=(Disturbance("kill-after", at),)), st.integers(1, 30))),
    examples=1,
    why="each request, write and wait of a call that changes the world",
    pinned=[case('ok pace=1 "a"; ok pace=2 "b"')],
    then=kills,
    base=timed,
    about=f"POST {STREAMS}",
)


# ---------------------------------------------------------------- the checks


@rubric.check(
    "SERVICE-01",
    recorded,
    cites=("Stream the urgent documents, with one request for each, and run the others as one batch.",),
    help="One request for each urgent document; a batch's custom_ids hold a key and your token.",
    hints=(
        "Two kinds of work, two ways, one report.",
        "`stream`, `create_batch`, `results`, `Report`",
        "answers = {key: entered(store, key) for key in ...}",
    ),
)
def answers_all(run: Run) -> Iterator[Claim]:
    """Answers the urgent documents by streams, the others by a batch, and returns each answer by its key."""
    yield from reports(run)
    answers = field(run, "answers")
    keys = sorted(map(str, answers)) if isinstance(answers, dict) else []
    yield that(keys, "the keys of Report.answers", at=run.end).equals(sorted({**urgent(run.case), **others(run.case)}))


@rubric.check(
    "SERVICE-02",
    together,
    cites=("Begin with both at once: neither waits for the other.",),
    needs=("SERVICE-01",),
    help="What is awaited before the rest begins makes the rest wait.",
    hints=(
        "Tasks run side by side, and what you await one after another does not.",
        "`asyncio.TaskGroup`, `create_task`",
        "group.create_task(run_batch(...))",
    ),
)
def begins_both(run: Run) -> Iterator[Claim]:
    """Begins with both at once: the urgent documents don't wait for the batch, nor the batch for them."""
    for a in streams(run)[:1]:
        yield that(at(a.request_event, run), "the time of the first stream", at=a.request_event, unit=" s").near(0)
    number = that(len(creates(run)), "how many batches are created", at=run.requests)
    yield number.equals(1)
    for a in creates(run):
        yield that(at(a.request_event, run), "the time of the batch", at=a.request_event, unit=" s").near(0)


@rubric.check(
    "SERVICE-03",
    together,
    cites=("Never have more than `limit` streams under way.",),
    needs=("SERVICE-01",),
    help="A stream is under way until it has ended, and so is each retry.",
    hints=(
        "Something counts who is inside, retries included.",
        "`asyncio.Semaphore(limit)`",
        "async with gate: ...",
    ),
)
def keeps_the_limit(run: Run) -> Iterator[Claim]:
    """Never has more than `limit` streams under way."""
    for a in streams(run):
        before = [(b, over(b)) for b in streams(run) if b.request_event.i < a.request_event.i]
        going = 1 + sum(end is None or end.i > a.request_event.i for _, end in before)
        number = that(going, "the number of streams under way", at=a.request_event)
        yield number.at_most(bound(run.case, "limit"))


@rubric.check(
    "SERVICE-04",
    together,
    cites=(
        "A document that waits for its retry takes no place meanwhile: another one may use it.",
        "Begin the next document as soon as there is a place.",
    ),
    needs=("SERVICE-01",),
    help="Who sleeps in a place keeps it from all others.",
    hints=(
        "Give your place back before you wait.",
        "`async with` around the stream alone, `asyncio.sleep` after it",
        "async with gate: message = ...  # and the wait outside",
    ),
)
def leaves_no_place_empty(run: Run) -> Iterator[Claim]:
    """Begins the next document as soon as there is a place, also while another one waits for its retry."""
    sent = streams(run)
    spans = [(a.request_event.at, end.until if (end := over(a)) else None) for a in sent]
    for prompt in urgent(run.case).values():
        for a in of([run], prompt)[:1]:
            start = a.request_event.at
            moments = [run.trace[0].at, *(end for _, end in spans if end is not None)]
            free = [m for m in moments if m < start and going(spans, m) < bound(run.case, "limit")]
            waited = (start - min(free)) / 1e9 if free else 0.0
            yield that(waited, "the time that a free place is left empty", at=a.request_event, unit=" s").at_most(
                MOMENT
            )


def going(spans: Iterable[tuple[int, int | None]], when: int) -> int:
    """Return how many requests are under way just after a time."""
    return sum(start <= when and (end is None or end > when) for start, end in spans)


@rubric.check(
    "SERVICE-05",
    faults,
    cites=(
        "Repeat a stream that failed from its beginning, after that wait",
        "R9",
    ),
    needs=("SERVICE-01",),
    help="`delay` knows what may pass, and how long to wait; None is an answer, too.",
    hints=(
        "Whether, and when: both are said by one function.",
        "`delay(error, attempt)`, `FAILED`, `asyncio.sleep`",
        "wait = delay(error, ...)",
    ),
)
def retries_what_may_pass(run: Run) -> Iterator[Claim]:
    """Repeats a stream that failed for a passing reason, from its beginning and after its `delay`, and no other."""
    for prompt in urgent(run.case).values():
        for number, a in enumerate(of([run], prompt), 1):
            if may_pass(a):
                yield that(not a.is_last, at=a.over).happens("another request", "none")
                most = a.asked or min(8.0, 0.5 * 2.0 ** (number - 1))
                wait = that(a.waited if a.next else most, "the wait", at=a.waits or a.over, unit=" s")
                yield wait.at_least((a.asked or 0.75 * most) - MOMENT)
                yield wait.at_most(most + MOMENT)
            else:
                yield that(a.is_last, at=a.over).happens("no other request for this document", "another one")
    yield from reports(run)


@rubric.check(
    "SERVICE-06",
    outage,
    cites=("All urgent documents together share `retries` retries in each call of `serve`",),
    needs=("SERVICE-01",),
    help="In an outage every document fails at once. The number is for all of them together.",
    hints=(
        "One number, which all tasks look at and count down.",
        "`nonlocal`, or an attribute of an object that all share",
        "if not self.retries: ...",
    ),
)
def shares_the_retries(run: Run) -> Iterator[Claim]:
    """Sends no more than `retries` retries for all documents together, and as many if they are needed."""
    sent = streams(run)
    most = min(bound(run.case, "retries"), sum(map(failed, sent)))
    yield that(len(sent) - len(urgent(run.case)), "the number of retries", at=run.requests).equals(most)


@rubric.check(
    "SERVICE-07",
    failing,
    cites=(
        "One that fails ends no other.",
        "If the batch can't be created, that is the reason of each of its documents",
    ),
    needs=("SERVICE-01",),
    help="An exception that leaves a task ends its group, or is lost.",
    hints=(
        "Each task keeps its failure to itself, and writes it down.",
        "`except FAILED`, `reason`, `result.type`",
        "failures[key] = reason(...)",
    ),
)
def reports_failures(run: Run) -> Iterator[Claim]:
    """Reports why a document has no answer, and answers all others, though the batch itself be refused."""
    yield from reports(run)


@rubric.check(
    "SERVICE-08",
    late,
    cites=(
        "Then give up what is under way, and return at once with what there is",
        "Begin no wait for a retry that would end after it",
        "When nothing is left to wait for, return before.",
        "Without other documents there is no batch.",
        "R18",
    ),
    needs=("SERVICE-01",),
    help="It is one deadline for all: for streams, for waits, and for the batch.",
    hints=(
        "One time at which all ends, and a look at the clock before each wait.",
        "`asyncio.timeout_at`, `loop.time()`",
        "async with asyncio.timeout_at(...), asyncio.TaskGroup() as group:",
    ),
)
def ends_at_the_deadline(run: Run) -> Iterator[Claim]:
    """Returns at the deadline with the answers that are there, and begins no wait that would end after it."""
    first = lives_of(run)[0]
    waiting = "deadline" in failures(first).values()
    if waiting:
        yield that(first.elapsed, "the time of the call", at=first.end, unit=" s").near(bound(run.case, "deadline"))
    else:
        ends = [event.until for a in first.attempts if (event := over(a))]
        idle = (first.end.at - max(ends)) / 1e9 if first.end and ends else 0.0
        yield that(idle, "the time that it goes on with nothing to wait for", at=first.end, unit=" s").at_most(MOMENT)
    if not others(run.case):
        made = [a.request_event for a in creates(first)]
        yield that(made, at=made).never("batch without documents")
    yield from reports(first)


@rubric.check(
    "SERVICE-09",
    killed,
    cites=(
        "All calls together create one batch, and nothing is lost.",
        "Who finds the id searches no more.",
        "B2",
        "B3",
    ),
    needs=("SERVICE-01",),
    help="No id in the store does not mean that there is no batch.",
    hints=(
        "First what you are about to do, then the deed, then what came of it.",
        "`store.put`, `find_batch`, `create_batch`",
        "lost = await find_batch(client, set(...), since) if ... else None",
    ),
)
def survives(run: Run) -> Iterator[Claim]:
    """Killed and called again, it has created one batch in all, searches for none that it knows, and answers all."""
    sent = [a.request_event for a in creates(*lives_of(run))]
    yield that(len(sent), "how many batches are created in all calls", at=sent[1:] or run.end).equals(1)
    searched = list(searches_in_vain(run))
    yield that(searched, at=searched).never("search for a batch whose id is known")
    yield from reports(run)
    yield that(sorted(messages(run)), "the documents that are answered", at=run.end).equals(
        sorted({**urgent(run.case), **others(run.case)})
    )


@rubric.check(
    "SERVICE-10",
    killed,
    cites=(
        "Enter each answer with `enter` as soon as it is there",
        "A document whose answer is in the ledger is paid for, and is not streamed again",
    ),
    needs=("SERVICE-01",),
    help="An answer that lies in a variable is gone with the process, and its price is not.",
    hints=(
        "What is paid for is written down before anything else happens.",
        "`enter(store, key, message, batch=...)`, `entered`",
        "if entered(store, key) is None: ...",
    ),
)
def keeps_the_ledger(run: Run) -> Iterator[Claim]:
    """Enters each answer in the ledger as soon as it is there, with its price, and asks for none that is entered."""
    rows: dict[str, Any] = {}
    prompts = urgent(run.case)
    for life in lives_of(run):
        for key, prompt in prompts.items():
            again = [a.request_event for a in of([life], prompt)] if key in rows else []
            yield that(again, at=again).never("stream of a document whose answer is in the ledger")
        for put in life.of("put"):
            table, _, key = str(put.data["key"]).partition("/")
            if table == "ledger":
                rows[key] = parsed(put.data["value"])
                for a in of([life], prompts.get(key, "?"))[-1:]:
                    late = (put.at - a.over.until) / 1e9
                    yield that(late, "the time from an answer to its entry", at=put, unit=" s").at_most(MOMENT)
    wanted = {key: row(found, batch=key not in prompts) for key, found in messages(run).items()}
    if run.returned:  # whether it gets so far is another check's matter
        yield that(rows, "the ledger", at=run.end).equals(wanted)


def row(found: Mapping[str, Any], *, batch: bool) -> dict[str, Any]:
    """Return the row of a message, as `enter` writes it."""
    tokens = [found["usage"]["input_tokens"], found["usage"]["output_tokens"]]
    return {"id": found["id"], "tokens": tokens, "batch": batch, "text": text(found)}


def parsed(value: Any) -> Any:
    """Return a row that was written, or the text itself if it is none."""
    try:
        return json.loads(value)
    except (TypeError, ValueError):
        return value
