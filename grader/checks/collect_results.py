"""04_batches/collect_results: what is graded (B9 to B11, B13, B14, B16, B20)."""

from __future__ import annotations

import builtins
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from hypothesis import strategies as st

from grader.rubric import (
    Api,
    Attempt,
    Base,
    Case,
    Claim,
    Event,
    Instant,
    Part,
    Record,
    Rubric,
    Run,
    Saying,
    Scenario,
    Simulator,
    Step,
    Submission,
    case,
    cases,
    scripts,
    steps,
    that,
)

rubric = Rubric("04_batches/collect_results", exceptions=("IncompleteResults",), asks="GET /v1/messages/batches/*")

RECORDED: Final = "msgbatch_01HyP3ehmJwSTuKqS57GQDwZ"
TREES: Final = ("oak", "elm", "fir", "yew")
"""The custom_ids of the recording."""
BATCH: Final = "msgbatch_01ABCNoiJX52xbXPHNj3gJYv"
AHEAD: Final = 64
"""Bytes that the SDK itself may read ahead: it cuts a body into pieces of this size."""
DOWNLOADS: Final = "GET /v1/messages/batches/*/results"
"""What scripts are about here."""
PARAMS: Final = {"model": "claude-haiku-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Go on."}]}
GOOD: Final = ("end_turn", "stop_sequence")
CUT_SHORT: Final = ("max_tokens", "refusal", "pause_turn", "tool_use", "model_context_window_exceeded", "tired")
"""Other ways in which a message stops, one of which nobody knows yet."""
LETTERS: Final = "漢" * 30
"""Letters of three bytes, so many that a body can be cut within one."""
SILENT: Final = ("refusal", "no_words")
ENDINGS: Final = ("errored", "invalid", "overloaded_error", "expired", "canceled")
SOME: Final = ["succeeded", "errored", "canceled", "max_tokens", "expired", "succeeded"]
"""What becomes of the requests where it matters little."""


def ids(case: Case) -> list[str]:
    """Return the custom_ids of the batch."""
    return [f"page-{number}" for number in range(1, 1 + len(case.args.get("results", SOME)))]


def asked(case: Case) -> list[str]:
    """Return the custom_ids that the caller asks for: not the first `strange` ones, and `absent` more."""
    absent = [f"lost-{number}" for number in range(case.args.get("absent", 0))]
    return [*absent, *ids(case)[case.args.get("strange", 0) :]]


def workspace(simulator: Simulator, case: Case) -> Base:
    """Put a batch into the workspace that ended an hour ago."""
    simulator.outcomes = {
        custom_id: result if result == "succeeded" or result in ENDINGS else stopped(result, simulator.seed + number)
        for number, (custom_id, result) in enumerate(zip(ids(case), case.args.get("results", SOME), strict=True))
    }
    twice = [ids(case)[index] for index in case.args.get("twice", ())]
    created = Instant(-7_200_000_000_000, 1_793_604_000.0)
    simulator.plant(dict.fromkeys(ids(case), PARAMS), created, batch_id=BATCH, seconds=3600, twice=twice)
    return simulator


def stopped(reason: str, number: int) -> Saying:
    """Return what a message says that stopped for this reason: some thinking among texts, or nothing at all."""
    said = (Part("text", f" {number} "), Part("thinking", "hm"), Part("text", f"words{LETTERS}\n"))
    return Saying(() if reason in SILENT else said, "end_turn" if reason == "no_words" else reason)


def collect(submission: Submission, api: Api, case: Case) -> Run:
    """Collect the results of the batch."""
    args = {"max_downloads": case.max_downloads} if "max_downloads" in case.args else {}
    return submission.collect_results(api.client, BATCH, asked(case), api.callback("sink", sink(case)), **args)


def collect_recorded(submission: Submission, api: Api, case: Case) -> Run:
    """Collect the results of the recording."""
    return submission.collect_results(api.client, RECORDED, list(TREES), api.callback("sink", sink(case)))


def sink(case: Case) -> Callable[[Any, Any, Any], None]:
    """Return what takes results: it fails at the second one if the case says so."""
    taken = Counter[str]()

    def take(custom_id: Any, outcome: Any, detail: Any) -> None:
        taken["results"] += 1
        if taken["results"] == 2 and "failure" in case.args:
            msg = "the sink is full"
            raise getattr(builtins, case.failure)(msg)

    return take


outcomes = st.lists(st.sampled_from(("succeeded", "no_words", *GOOD, *CUT_SHORT, *ENDINGS)), min_size=2, max_size=6)
breaks = steps("reset@-2e", "cut@-1e", "short@-1e", "cut@-90", "stall@-3e", "cut@-4e", "reset@-700", "cut@0e")

recorded = Scenario(
    collect_recorded,
    cases(),
    examples=1,
    why="one recording of four results, which say something else in every grade",
    cassette="04_batches/collected",
)
mixed = Scenario(
    collect,
    cases(results=outcomes),
    examples=6,
    why="each kind of result beside the others; all are pinned",
    pinned=[
        case(results=["succeeded", "end_turn", "errored", "no_words"]),
        case(results=["overloaded_error", "invalid", "expired", "canceled", "succeeded"]),
        *(case(results=[reason, "stop_sequence", "succeeded"]) for reason in CUT_SHORT),
    ],
    base=workspace,
    about=DOWNLOADS,
)
odd = Scenario(
    collect,
    cases(
        absent=st.integers(0, 2),
        strange=st.integers(0, 2),
        twice=st.lists(st.integers(3, 5), max_size=2, unique=True),
    ),
    examples=6,
    why="ids that are missing, strange and there twice, alone and together; each alone is pinned",
    pinned=[
        case(),
        case(absent=1),
        case(strange=1),
        case(twice=[5]),
        case(twice=[4, 3]),
        case(results=["succeeded"], strange=1, absent=1),
    ],
    base=workspace,
    about=DOWNLOADS,
)
interrupted = Scenario(
    collect,
    cases(
        scripts(breaks, least=1, most=3),
        max_downloads=st.integers(2, 4),
        absent=st.integers(0, 1),
        strange=st.integers(0, 1),
        twice=st.lists(st.integers(3, 5), max_size=1),
    ),
    examples=12,
    why="each way to interrupt, alone and in a row, beside what is odd; the telling ones are pinned, and "
    "so are three places in a row among letters of three bytes, for two of them are within a letter",
    pinned=[
        *map(case, ("reset@-2e", "short@-1e", "stall@-2e", "cut@-1e", "cut@-3e", "cut@-90", "cut@0e")),
        case("cut@-1e; reset@-4e", absent=1),
        case("cut@-2e", twice=[3, 5], strange=1),
        case("reset@-1e", results=["succeeded"]),
        *(case(f"cut@-{n}", results=["succeeded", "end_turn"]) for n in (930, 931, 932)),
    ],
    base=workspace,
    about=DOWNLOADS,
)
hopeless = Scenario(
    collect,
    cases(
        scripts(steps("reset@-2e", "short@-1e", "stall@-3e"), least=1, most=2, forever=True),
        max_downloads=st.integers(1, 4),
        absent=st.integers(0, 1),
    ),
    examples=4,
    why="interruptions for ever; the telling numbers are pinned",
    pinned=[
        case("reset@-2e; ...", max_downloads=1),
        case("reset@-3e; ..."),
        case("short@-1e; ...", max_downloads=2),
        case("reset@0e; stall@-3e; ...", max_downloads=4, absent=1),
    ],
    base=workspace,
    reads=("missing",),
    about=DOWNLOADS,
)
beyond_mending = Scenario(
    collect,
    cases(failure=st.sampled_from(("ValueError", "OSError"))),
    examples=1,
    why="the sink fails in a few ways, and so does the API; each is pinned",
    pinned=[
        *(case(failure=name) for name in ("OSError", "ValueError", "TimeoutError", "KeyError", "RuntimeError")),
        *(case(script) for script in ("403", "401", "400", "reset@-2e; 403")),
    ],
    base=workspace,
    reads=("status_code",),
    about=DOWNLOADS,
)


def downloads(run: Run) -> list[Attempt]:
    """Return the downloads of results."""
    return [a for a in run.attempts if a.request.path.endswith("/results")]


def step(run: Run, number: int) -> Step:
    """Return how the API answers the download of this number, counted from 0."""
    script = run.case.script
    after = script.steps[-1] if script.forever else Step()
    return script.steps[number] if number < len(script.steps) else after


def lines(run: Run) -> list[tuple[int, str, tuple[str, str]]]:
    """Return each line of the results: how many bytes end with it, its custom_id, and what the sink is to hear."""
    found, end = [], 0
    for a in downloads(run)[:1]:
        for line in a.reply.body.splitlines(keepends=True) if a.status == 200 and a.reply else ():
            end += len(line)
            data = json.loads(line)
            found.append((end, data["custom_id"], told(data["result"])))
    return found


def told(result: Mapping[str, Any]) -> tuple[str, str]:
    """Return outcome and detail of a result, as the lesson has it."""
    if result["type"] == "succeeded":
        reason = result["message"]["stop_reason"]
        text = "".join(block["text"] for block in result["message"]["content"] if block["type"] == "text")
        return "ok" if reason in GOOD else reason, text
    return result["type"], result["error"]["error"]["type"] if result["type"] == "errored" else ""


def wanted(run: Run) -> dict[str, tuple[str, str]]:
    """Return what the sink is to hear of each id that was asked for; of one that stands there twice, the first."""
    return {custom_id: said for _, custom_id, said in reversed(lines(run)) if custom_id in asked(run.case)}


def handed(run: Run) -> list[tuple[Any, Any, Any, Event]]:
    """Return what the sink was given, in order, each with its event."""
    names = ("custom_id", "outcome", "detail")
    calls = [({**dict(zip(names, e.data["args"], strict=False)), **e.data["kwargs"]}, e) for e in run.of("callback")]
    return [(held.get("custom_id"), held.get("outcome"), held.get("detail"), e) for held, e in calls]


def heard(run: Run, custom_id: str) -> Claim:
    """State that the sink was given this id's outcome and detail."""
    found = [(outcome, detail, e) for key, outcome, detail, e in handed(run) if key == custom_id]
    said = found[0][:2] if found else None
    return that(said, f"what the sink hears of {custom_id}", at=[e for *_, e in found]).equals(wanted(run)[custom_id])


def listed(ids: object) -> object:
    """Return ids in order, if they are a collection of texts: any order is right."""
    texts = [i for i in ids if isinstance(i, str)] if isinstance(ids, list | tuple | set | frozenset) else None
    return sorted(texts) if texts is not None and len(texts) == len(ids) else ids  # type: ignore[arg-type]


def reported(run: Run, name: str, ids: list[str]) -> Claim:
    """State that a field of the report lists these ids."""
    found: object = run.value[name] if isinstance(run.value, Record) else None
    return that(listed(found), f"`{name}` of the report", at=run.end).equals(sorted(ids))


def twice(run: Run) -> list[str]:
    """Return the ids that stand twice in the results."""
    return [ids(run.case)[index] for index in run.case.args.get("twice", ())]


def handed_once(run: Run, *, but: Sequence[str] = ()) -> Iterator[Claim]:
    """State that the sink was given no id twice; those in `but` do not matter."""
    found = [(key, e) for key, _, _, e in handed(run) if key not in but]
    again = [e for number, (key, e) in enumerate(found) if key in [earlier for earlier, _ in found[:number]]]
    yield that(again, at=again).never("result handed on that was handed on before")


@rubric.check(
    "COLLECT-01",
    recorded,
    help="Results come in any order. Each says by its `custom_id` which request it belongs to.",
    hints=(
        "Each line says by itself to which request it belongs.",
        "`custom_id` of an entry of `client.messages.batches.results`",
        "sink(entry...., outcome, detail)",
    ),
    cites=("B9",),
)
def goes_by_custom_id(run: Run) -> Iterator[Claim]:
    """Hands each result on with the custom_id that it belongs to."""
    yield that(bool(downloads(run)), at=run.requests).happens("a download of the results", "there was no download")
    texts = {key: detail for key, _, detail, _ in handed(run) if isinstance(key, str)}
    expected = {custom_id: detail for _, custom_id, (_, detail) in lines(run)}
    yield that(texts, "the texts that the sink hears, by id", at=run.of("callback")).equals(expected)
    yield that(run).ends()


@rubric.check(
    "COLLECT-02",
    mixed,
    needs=("COLLECT-01",),
    help="Only a result that succeeded has a message. The type of an error is `result.error.error.type`.",
    hints=(
        "Three of the four types of results have no message.",
        "`result.type`; `error.error.type` of a result that errored",
        'if result.type == "errored": return "errored", ...',
    ),
    cites=("B10",),
)
def tells_failures_apart(run: Run) -> Iterator[Claim]:
    """Tells what errored, and with which type of error, what expired and what was canceled."""
    for custom_id, (outcome, _) in wanted(run).items():
        if outcome in {"errored", "expired", "canceled"}:
            yield heard(run, custom_id)


@rubric.check(
    "COLLECT-03",
    mixed,
    needs=("COLLECT-01",),
    help="A request can succeed with half an answer, or with a refusal.",
    hints=(
        "To succeed is not to finish.",
        "`result.message.stop_reason`",
        'return "ok" if reason in {...} else reason, text',
    ),
    cites=("B20",),
)
def looks_at_the_stop_reason(run: Run) -> Iterator[Claim]:
    """Calls a message `ok` if it came to its end, else by its stop reason, and gives its text."""
    for custom_id, (outcome, _) in wanted(run).items():
        if outcome not in {"errored", "expired", "canceled"}:
            yield heard(run, custom_id)


@rubric.check(
    "COLLECT-04",
    odd,
    needs=("COLLECT-01",),
    help="Hold the ids that you asked for against those that came.",
    hints=(
        "Two sets of ids may differ both ways.",
        "`dict.fromkeys`, or two sets and `-`",
        "if entry.custom_id in asked: ...",
    ),
    cites=("B11",),
)
def reports_strange_and_missing_ids(run: Run) -> Iterator[Claim]:
    """Reports the ids without a result and those that nobody asked for, and does not hand the latter on."""
    strange = [(key, e) for key, _, _, e in handed(run) if key not in asked(run.case)]
    yield that(strange, at=[e for _, e in strange]).never("result handed on that nobody asked for")
    there = ids(run.case)
    yield reported(run, "missing", [i for i in asked(run.case) if i not in there])
    yield reported(run, "unknown", [i for i in there if i not in asked(run.case)])


@rubric.check(
    "COLLECT-05",
    odd,
    needs=("COLLECT-01",),
    help="Count how often each id comes.",
    hints=(
        "An id that comes a second time in one download is a duplicate.",
        "`collections.Counter`",
        "[custom_id for custom_id, times in seen.items() if ...]",
    ),
    cites=("B11",),
)
def reports_duplicates(run: Run) -> Iterator[Claim]:
    """Reports each id that has two results, and hands on the first of them alone."""
    yield from handed_once(run)
    yield reported(run, "duplicates", twice(run))
    said = {key: detail for key, _, detail, _ in reversed(handed(run)) if isinstance(key, str)}
    for custom_id in {*twice(run)} & {*asked(run.case)}:
        first = that(said.get(custom_id), f"what the sink hears of {custom_id}", at=run.of("callback"))
        yield first.equals(wanted(run)[custom_id][1])


@rubric.check(
    "COLLECT-06",
    interrupted,
    needs=("COLLECT-01",),
    help="It breaks as httpx2.TransportError, within a line as JSONDecodeError, within a letter as UnicodeDecodeError, "
    "and between lines without any error.",
    hints=(
        "A body that ends too soon may look like a whole one.",
        "`request_counts` of the batch; `httpx2.TransportError`, `json.JSONDecodeError`, `UnicodeDecodeError`",
        "if lines == ...: return Report(...)",
    ),
    cites=("B16", "B13"),
)
def downloads_again(run: Run) -> Iterator[Claim]:
    """Downloads again after an interruption, until all results are handed on, and then no more."""
    most = run.case.args.get("max_downloads", 3)
    for number, a in enumerate(downloads(run)):
        at, further = a.over, number + 1 < len(downloads(run))
        if step(run, number).word == "ok":
            yield that(not further, at=at).happens("no download after one that is whole", "another download")
            yield that(run).ends()
            keys = {key for key, *_ in handed(run) if isinstance(key, str)}
            missed = [i for i in wanted(run) if i not in keys]
            yield that(missed, "ids whose result was not handed on", at=run.end).equals([])
        elif number + 1 < most:
            yield that(further, at=at).happens("another download after one that was interrupted", "no other download")


@rubric.check(
    "COLLECT-07",
    interrupted,
    needs=("COLLECT-01",),
    help="A download that begins again brings again what came before: that is no duplicate.",
    hints=(
        "What was handed on is remembered over all downloads, what was counted only within one.",
        "a `set` that is made before the loop, and a `Counter` within it",
        "if entry.custom_id not in handed: ...",
    ),
    cites=("B16",),
)
def hands_on_once(run: Run) -> Iterator[Claim]:
    """Hands nothing on twice when it downloads again, and takes nothing for a duplicate that is none."""
    if len(downloads(run)) > 1:
        yield from handed_once(run, but=twice(run))
        found = run.value["duplicates"] if isinstance(run.value, Record) else None
        wrong = [i for i in found if i not in twice(run)] if isinstance(found, list | tuple | set | frozenset) else []
        yield that(wrong, at=run.end).never("duplicate that is none")


@rubric.check(
    "COLLECT-08",
    hopeless,
    needs=("COLLECT-01",),
    help="The first download counts too. Who catches the exception wants to know what is still to come.",
    hints=(
        "The number of downloads is bounded.",
        "`range(max_downloads)`, and `IncompleteResults`",
        "raise IncompleteResults([custom_id for custom_id in custom_ids if ...])",
    ),
    cites=("After `max_downloads` downloads (1 or more, the first one included), none of which was whole",),
)
def gives_up(run: Run) -> Iterator[Claim]:
    """Gives up after `max_downloads` downloads, with IncompleteResults and the ids that are missing."""
    number = that(len(downloads(run)), "the number of downloads", at=[a.request_event for a in downloads(run)])
    yield number.equals(run.case.args.get("max_downloads", 3))
    yield that(run).raises("IncompleteResults")
    keys = {key for key, *_ in handed(run) if isinstance(key, str)}
    missing = that(listed(run.error.attrs.get("missing") if run.error else None), "`missing`", at=run.end)
    yield missing.equals(sorted(i for i in asked(run.case) if i not in keys))


@rubric.check(
    "COLLECT-09",
    beyond_mending,
    needs=("COLLECT-01",),
    help="Catch what an interruption raises, and no more: `except Exception` hides a full disk.",
    hints=(
        "Not every exception is an interruption.",
        "`httpx2.TransportError`, `json.JSONDecodeError` and `UnicodeDecodeError`, and no class above them",
        "except (httpx2...., json...., Unicode...):",
    ),
    cites=("Let everything else through as it is, and send nothing more",),
)
def lets_other_failures_through(run: Run) -> Iterator[Claim]:
    """Lets through what the sink raises, and an error status, and downloads no more."""
    calls, failed = handed(run), [a for a in downloads(run) if a.status >= 400]
    if "failure" in run.case.args:
        yield that(run).raises(run.case.failure)
        later = [e for e in run.of("request", "callback") if len(calls) > 1 and e.i > calls[1][3].i]
    else:
        yield that(bool(failed), at=run.requests).happens("a download that is refused", "no download was refused")
        for a in failed:
            yield that(run).raises("APIStatusError", status_code=a.status)
        later = [e for a in failed[:1] for e in run.of("request", "callback") if e.i > a.over.i]
    yield that(later, at=later).never("request or result handed on after the failure")


@rubric.check(
    "COLLECT-10",
    mixed,
    needs=("COLLECT-01",),
    help="Iterate over the results as they come: no `list(...)` of them, no whole body in memory.",
    hints=(
        "What is handed on need not be kept.",
        "`for` over `client.messages.batches.results`, which yields while it reads",
        "for entry in ...: sink(...)",
    ),
    cites=("B14",),
)
def hands_on_as_it_reads(run: Run) -> Iterator[Claim]:
    """Hands each result on as it reads: at the latest when another line, and 64 more bytes, have come."""
    for a in downloads(run)[:1]:
        chunks = [e for e in a.events if e.kind == "chunk"]
        for number, chunk in enumerate(chunks[2:], 1):
            ends = [sum(len(e.data["data"]) for e in chunks[:n]) for n in (number, number + 1)]
            come = min(ends[0], ends[1] - AHEAD)
            due = {i for end, i, _ in lines(run) if end <= come and i in asked(run.case)}
            late = sorted(due - {key for key, _, _, e in handed(run) if e.i < chunk.i and isinstance(key, str)})
            yield that(late, "ids not handed on before this is read", at=chunk).equals([])
