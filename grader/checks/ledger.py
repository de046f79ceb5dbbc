"""05_ledger/ledger: what is graded. The ledger stays in the worker; its sink is a callback, slow or failing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from grader.rubric import Api, Case, Claim, Late, Rubric, Run, Scenario, Submission, case, cases, that

rubric = Rubric("05_ledger/ledger")

FEATURES: Final = ("search", "summary", "chat")
MODELS: Final = ("claude-sonnet-5-5", "claude-haiku-4-5")
DIRTY: Final = "OSError"


def calls(case: Case) -> list[tuple[str, str, str, Decimal]]:
    """Return the calls of a case, as `record` takes them."""
    return [(f"req_{n}", FEATURES[feature], MODELS[model], Decimal(cost)) for n, feature, model, cost in case.calls]


def sink(case: Case) -> Any:
    """Return what writes a row: the first ones fail where the case says so, and each takes its time."""
    left = [case.args.get("failures", 0)]

    def write(row: Any) -> Any:
        left[0] -= 1
        if left[0] >= 0:
            msg = "no space left on device"
            raise OSError(msg)
        return Late(None, case.args["slow"]) if "slow" in case.args else None

    return write


def one_by_one(submission: Submission, api: Api, case: Case) -> Run:
    """Record the calls one after another, and ask for the totals."""
    ledger = submission.object("Ledger", api.callback("sink", sink(case), is_async=True))
    for call in calls(case):
        ledger.record(*call)
    ledger.by_feature()
    return ledger.by_model()


def at_once(submission: Submission, api: Api, case: Case) -> Run:
    """Record the calls at the same time, and ask for the totals."""
    ledger = submission.object("Ledger", api.callback("sink", sink(case), is_async=True))
    submission.record_all(ledger.made.value, calls(case))
    ledger.by_feature()
    return ledger.by_model()


def again(submission: Submission, api: Api, case: Case) -> Run:
    """Record a call that fails, and record it again."""
    ledger = submission.object("Ledger", api.callback("sink", sink(case), is_async=True))
    for call in calls(case) * 2:
        ledger.record(*call)
        ledger.by_feature()
    return ledger.by_model()


def two_ledgers(submission: Submission, api: Api, case: Case) -> Run:
    """Record the calls in one ledger, one of them in another as well, and ask that one."""
    first, second = (
        submission.object("Ledger", api.callback(name, sink(case), is_async=True)) for name in ("sink", "other sink")
    )
    for call in calls(case):
        first.record(*call)
    second.record(*calls(case)[0])
    second.by_feature()
    return second.by_model()


def drawn(numbers: SearchStrategy[int], *, least: int = 2) -> SearchStrategy[list[tuple[int, int, int, str]]]:
    """Return calls with these numbers."""
    call = st.tuples(numbers, st.integers(0, 2), st.integers(0, 1), st.sampled_from(("0.1", "0.02", "1E-7", "2.30")))
    return st.lists(call, min_size=least, max_size=5, unique_by=lambda call: call[0])


SEVERAL: Final = [(1, 0, 0, "0.1"), (2, 0, 1, "0.2"), (3, 1, 0, "0.0000001"), (4, 0, 0, "0.1")]
TWICE: Final = [(1, 0, 0, "0.1"), (2, 1, 1, "0.2"), (1, 0, 0, "0.1")]

plain = Scenario(
    one_by_one,
    cases(calls=drawn(st.integers(1, 9))),
    examples=3,
    why="any features, models and costs",
    pinned=[case(calls=SEVERAL[:1]), case(calls=SEVERAL)],
)
repeated = Scenario(
    one_by_one,
    cases(calls=drawn(st.integers(1, 9)).map(lambda found: [*found, found[0]])),
    examples=2,
    why="any call comes once more",
    pinned=[case(calls=[*SEVERAL[:1], *SEVERAL[:1]]), case(calls=TWICE)],
)
crowded = Scenario(
    at_once,
    cases(calls=drawn(st.integers(1, 9)), slow=2.0),
    examples=3,
    why="several tasks, all of which wait for the sink at once",
    pinned=[case(calls=SEVERAL, slow=2.0)],
)
doubled = Scenario(
    at_once,
    cases(calls=drawn(st.integers(1, 9)).map(lambda found: [*found, found[0]]), slow=2.0),
    examples=3,
    why="a call comes once more while it is being written",
    pinned=[case(calls=[*SEVERAL[:1], *SEVERAL[:1]], slow=2.0), case(calls=TWICE, slow=2.0)],
)
broken = Scenario(
    again,
    cases(calls=drawn(st.integers(1, 9), least=1).map(lambda found: found[:1]), failures=1),
    examples=2,
    why="any call",
    pinned=[case(calls=SEVERAL[:1], failures=1)],
)
apart = Scenario(
    two_ledgers,
    cases(calls=drawn(st.integers(1, 9))),
    examples=2,
    why="the same call stands in both",
    pinned=[case(calls=SEVERAL[:1]), case(calls=SEVERAL)],
)


def runs(run: Run) -> tuple[Run, ...]:
    """Return all runs of a case, in order."""
    return (*run.earlier, run)


def rows(run: Run) -> list[Any]:
    """Return the rows that were written, in order."""
    events = {event.i: event for each in runs(run) for event in each.of("callback")}
    written = [event for _, event in sorted(events.items()) if "error" not in event.data]
    return [event.data["args"][0] if event.data["args"] else None for event in written]


def distinct(run: Run) -> dict[str, tuple[str, str, Decimal]]:
    """Return the calls of a case by request id."""
    return {request_id: call for request_id, *call in reversed(calls(run.case))}  # type: ignore[misc]


def totals(run: Run, by: int) -> dict[str, Decimal]:
    """Return what the calls of a case cost, by feature (0) or by model (1)."""
    found: dict[str, Decimal] = {}
    for call in distinct(run).values():
        name = str(call[by])
        found[name] = found.get(name, Decimal()) + call[2]
    return found


def states(run: Run, wanted: Mapping[str, Decimal], name: str) -> Iterator[Claim]:
    """State the totals that a run returns."""
    yield that(run).ends()
    yield that(run.value, name, at=run.end).equals(dict(wanted))


def of_features(run: Run) -> Iterator[Claim]:
    """State the totals by feature of the run before the last."""
    yield from states(runs(run)[-2] if run.earlier else run, totals(run, 0), "by_feature()")


def ids(run: Run) -> list[Any]:
    """Return the request ids of the rows that were written, sorted."""
    return sorted(str(row.get("request_id")) if isinstance(row, dict) else "" for row in rows(run))


def as_text(row: Any) -> Any:
    """Return a row with its cost in one form, if it is text that tells a number."""
    cost = row.get("cost") if isinstance(row, dict) else None
    try:
        return row | {"cost": f"{Decimal(cost).normalize():f}"} if isinstance(cost, str) else row
    except ArithmeticError:
        return row


@rubric.check(
    "LEDGER-01",
    plain,
    help="Four texts a row; a cost that is a float has lost its last digits.",
    hints=("What is not written is gone.", "`await`, `str(cost)`", 'await self._sink({"request_id": request_id, ...})'),
    cites=("A row is a dict of four texts: `request_id`, `feature`, `model`, and `cost` as `str(cost)`.",),
)
def writes_rows(run: Run) -> Iterator[Claim]:
    """Writes each call to the sink as one row of texts."""
    names = ("request_id", "feature", "model", "cost")
    wanted = [as_text(dict(zip(names, (*call[:3], str(call[3])), strict=True))) for call in calls(run.case)]
    yield that([as_text(row) for row in rows(run)], "the rows", at=run.end).equals(wanted)


@rubric.check(
    "LEDGER-02",
    plain,
    help="A total for each feature, in Decimal.",
    hints=("One sum a name.", "`dict.get`, `Decimal`", "totals[feature] = totals.get(feature, Decimal(0)) + ..."),
    cites=("returns the totals by name, as a plain `dict` of exact Decimals",),
)
def totals_features(run: Run) -> Iterator[Claim]:
    """Totals the cost by feature."""
    yield from of_features(run)


@rubric.check(
    "LEDGER-03",
    plain,
    help="A total for each model, in Decimal.",
    hints=("One sum a name.", "`dict.get`, `Decimal`", "totals[model] = totals.get(model, Decimal(0)) + ..."),
    cites=("returns the totals by name, as a plain `dict` of exact Decimals",),
)
def totals_models(run: Run) -> Iterator[Claim]:
    """Totals the cost by model."""
    yield from states(run, totals(run, 1), "by_model()")


@rubric.check(
    "LEDGER-04",
    repeated,
    needs=("LEDGER-01", "LEDGER-02", "LEDGER-03"),
    help="Whoever retries may record twice.",
    hints=("A request is paid for once.", "`set`", "if request_id in ...: return"),
    cites=("A request id is written once and counted once, whatever comes with it later.",),
)
def counts_once(run: Run) -> Iterator[Claim]:
    """Writes and counts a request id once."""
    yield that(ids(run), "the request ids of the rows", at=run.end).equals(sorted(distinct(run)))
    yield from of_features(run)
    yield from states(run, totals(run, 1), "by_model()")


@rubric.check(
    "LEDGER-05",
    crowded,
    needs=("LEDGER-02", "LEDGER-03"),
    help="A total that was read before an `await` is old after it.",
    hints=("Read and write in one go.", "no `await` between them", "self._totals[name] = self._totals.get(...) + ..."),
    cites=("Several tasks record at the same time, and none of their calls gets lost.",),
)
def loses_nothing(run: Run) -> Iterator[Claim]:
    """Loses no call when several tasks record at the same time."""
    yield from of_features(run)
    yield from states(run, totals(run, 1), "by_model()")


@rubric.check(
    "LEDGER-06",
    doubled,
    points=2,
    needs=("LEDGER-04", "LEDGER-05"),
    help="Between the look and the leap another task may run: at every `await`.",
    hints=("Claim it before you wait.", "`set.add` before `await`", "self._known.add(...)"),
    cites=("That holds for two tasks that record it at the same time, too.",),
)
def counts_once_at_the_same_time(run: Run) -> Iterator[Claim]:
    """Writes and counts a request id once, even if two tasks record it at the same time."""
    yield that(ids(run), "the request ids of the rows", at=run.end).equals(sorted(distinct(run)))
    yield from of_features(run)
    yield from states(run, totals(run, 1), "by_model()")


@rubric.check(
    "LEDGER-07",
    crowded,
    needs=("LEDGER-01",),
    help="One lock around the sink makes all wait for each.",
    hints=("Writes may overlap.", "no `asyncio.Lock` around all writes", "await self._sink(...)"),
    cites=("R23", "Different calls don't wait for each other"),
)
def waits_for_its_own_row(run: Run) -> Iterator[Claim]:
    """Lets different calls be written at the same time."""
    for each in runs(run)[-3:-2]:
        yield that(each).ends()
        yield that(each.elapsed, "the time that all took", at=each.end, unit=" s").near(run.case.slow)


@rubric.check(
    "LEDGER-08",
    broken,
    needs=("LEDGER-01", "LEDGER-02"),
    help="What was not written does not count, and is not known.",
    hints=(
        "Undo the claim, and let the error pass.",
        "`except`, `raise`",
        "except ...: self._known.discard(request_id); ...",
    ),
    cites=(
        "If the sink raises, `record` raises the same, and nothing is counted.",
        "The call may then be recorded again, as if for the first time.",
    ),
)
def takes_it_again_after_a_failure(run: Run) -> Iterator[Claim]:
    """Raises what the sink raises, counts nothing then, and takes the call again."""
    if len(runs(run)) < 5:
        yield that(run).ends()
    for failed, before, repeated, after in [runs(run)[-5:-1]] if len(runs(run)) >= 5 else []:
        yield that(failed).raises(DIRTY)
        yield from states(before, {}, "by_feature()")
        yield that(repeated).ends()
        yield from states(after, totals(run, 0), "by_feature()")


@rubric.check(
    "LEDGER-09",
    apart,
    needs=("LEDGER-02", "LEDGER-03"),
    help="What stands in the class belongs to all its objects.",
    hints=("Each ledger has books of its own.", "`__init__`", "self._known: set[str] = ..."),
    cites=("Two ledgers know nothing of each other.",),
)
def keeps_ledgers_apart(run: Run) -> Iterator[Claim]:
    """Keeps two ledgers apart."""
    name, model, cost = distinct(run)[calls(run.case)[0][0]]
    yield from states(runs(run)[-2] if run.earlier else run, {name: cost}, "by_feature()")
    yield from states(run, {model: cost}, "by_model()")
