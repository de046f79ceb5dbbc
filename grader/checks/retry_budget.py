"""03_retries/retry_budget: what is graded (R27). The budget stays in the worker; a case lists what is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from grader.rubric import (
    Api,
    Attempt,
    Case,
    Claim,
    Model,
    Rubric,
    Run,
    Scenario,
    Submission,
    case,
    cases,
    scripts,
    steps,
    that,
)

rubric = Rubric("03_retries/retry_budget")

PARAMS: Final = {
    "model": "claude-haiku-5-5",
    "max_tokens": 64,
    "messages": [{"role": "user", "content": "Are you there?"}],
}
ORDINARY: Final = {"percent": 0, "reserve": 2, "capacity": 2, "max_attempts": 3}
"""What a case leaves open: two retries, and no call adds any. Where a budget is not full is a check of its own."""
OF_ANOTHER: Final = "other."


def bounds(case: Case) -> dict[str, Any]:
    """Return the numbers of a case."""
    return {name: case.args.get(name, ordinary) for name, ordinary in ORDINARY.items()}


def done(case: Case) -> list[str]:
    """Return the operations of a case, one by one: `deposit*2` stands for two."""
    found: list[str] = []
    for word in case.args.get("does", "").split():
        operation, _, times = word.partition("*")
        found.extend([operation] * int(times or 1))
    return found


class Bucket:
    """What a budget ought to hold, as an exact fraction."""

    def __init__(self, case: Case) -> None:
        given = bounds(case)
        self._share = Fraction(given["percent"], 100)
        self._capacity = given["capacity"]
        self.saved = Fraction(given["reserve"])

    def deposit(self) -> None:
        """Add the share of a call."""
        self.saved = min(self.saved + self._share, Fraction(self._capacity))

    def withdraw(self) -> bool:
        """Take one, if there is one."""
        granted = self.saved >= 1
        self.saved -= granted
        return granted


def make(submission: Submission, case: Case) -> Any:
    """Make a budget."""
    given = bounds(case)
    return submission.object("RetryBudget", given["percent"], reserve=given["reserve"], capacity=given["capacity"])


def operate(submission: Submission, api: Api, case: Case) -> Run:
    """Do the operations of a case, on one budget or on two."""
    words = done(case)
    budgets = {"": make(submission, case)}
    if any(word.startswith(OF_ANOTHER) for word in words):
        budgets[OF_ANOTHER] = make(submission, case)
    run: Run = budgets[""].made
    for word in words:
        budget = budgets[OF_ANOTHER if word.startswith(OF_ANOTHER) else ""]
        run = budget.deposit() if word.endswith("deposit") else budget.try_withdraw()
    return run


def call(submission: Submission, api: Api, case: Case) -> Run:
    """Empty the budget if the case says so, make its calls, and then take what is left if it says so."""
    given = bounds(case)
    budget = make(submission, case)
    run: Run = budget.made
    for _ in range(given["capacity"] if case.args.get("emptied") else 0):
        run = budget.try_withdraw()
    for _ in range(case.args.get("calls", 1)):
        run = submission.create_within(api.client, PARAMS, budget.made.value, max_attempts=given["max_attempts"])
    for _ in range(case.args.get("then", 0)):
        run = budget.try_withdraw()
    return run


def listed(*words: str, least: int = 1, most: int = 6) -> SearchStrategy[str]:
    """Return lists of such words, as a case writes them."""
    return st.lists(st.sampled_from(words), min_size=least, max_size=most).map(" ".join)


started = Scenario(
    operate,
    cases(percent=st.sampled_from((0, 10)), reserve=st.integers(0, 3), capacity=st.integers(3, 5), does="withdraw*4"),
    examples=3,
    why="reserves from none to all; the ends are pinned",
    pinned=[
        *(case(percent=10, reserve=n, capacity=n, does=f"withdraw*{n + 1}") for n in (1, 2)),
        *(case(percent=10, reserve=n, capacity=most, does=f"withdraw*{n + 1}") for n, most in ((0, 1), (1, 3))),
    ],
)
earned = Scenario(
    operate,
    cases(
        percent=st.sampled_from((50, 100, 30, 15, 0, 99, 20)),
        does=st.integers(0, 10).map(lambda calls: f"withdraw*2 deposit*{calls} withdraw*2"),
    ),
    examples=5,
    why="shares that add up to a whole early, late and never; one too few and just enough are pinned",
    pinned=[
        *(case(percent=100, does=f"withdraw*2 deposit*{n} withdraw*{n + 1}") for n in (0, 2)),
        *(case(percent=50, does=f"withdraw*2 deposit*{n} withdraw") for n in (1, 2)),
        *(case(percent=10, does=f"withdraw*2 deposit*{n} withdraw") for n in (9, 10)),
        *(case(percent=30, does=f"withdraw*2 deposit*{n} withdraw*2") for n in (3, 4)),
        case(percent=99, does="withdraw*2 deposit withdraw"),
        case(percent=0, does="withdraw*2 deposit*100 withdraw"),
        case(percent=70, reserve=8, capacity=8, does="withdraw*8 deposit*10 withdraw*8"),
    ],
)
saved = Scenario(
    operate,
    cases(percent=st.sampled_from((100, 50, 75)), does=listed("deposit*2", "deposit", "withdraw", least=3)),
    examples=6,
    why="small buckets run over at once; whole shares, parts, and what is left after a full one are pinned",
    pinned=[
        *(case(percent=100, reserve=n, capacity=n, does=f"deposit*4 withdraw*{n + 1}") for n in (1, 3)),
        case(percent=100, reserve=1, capacity=2, does="deposit*4 withdraw*3"),
        case(percent=50, does="withdraw*2 deposit*6 withdraw*3"),
        case(percent=75, reserve=1, capacity=1, does="withdraw deposit*2 withdraw deposit withdraw"),
        case(percent=75, does="withdraw deposit*3 withdraw*2 deposit withdraw"),
    ],
)
refused = Scenario(
    operate,
    cases(
        percent=st.sampled_from((100, 50)),
        does=listed("withdraw*2", "deposit", "withdraw", least=3).map("withdraw*2 {}".format),
    ),
    examples=4,
    why="refusals before, between and after the parts of a retry",
    pinned=[
        case(percent=100, reserve=1, capacity=1, does="withdraw*2 deposit withdraw"),
        case(percent=100, reserve=1, capacity=1, does="withdraw*4 deposit withdraw*2"),
        case(percent=50, reserve=1, capacity=1, does="withdraw deposit withdraw deposit withdraw"),
    ],
)
apart = Scenario(
    operate,
    cases(
        percent=st.sampled_from((100, 50)),
        does=listed("deposit", "withdraw", "other.deposit", "other.withdraw").map("withdraw {} other.withdraw".format),
    ),
    examples=3,
    why="two budgets in any order; one full and one empty, either way, are pinned",
    pinned=[
        case(percent=0, reserve=1, capacity=1, does="withdraw other.withdraw"),
        case(percent=100, reserve=1, capacity=1, does="withdraw other.withdraw deposit other.withdraw"),
        case(percent=100, reserve=1, capacity=1, does="withdraw other.withdraw other.deposit withdraw"),
    ],
)
recorded = Scenario(
    call,
    cases(max_attempts=1),
    examples=1,
    why="two recorded failures and a reply: attempts enough and too few",
    pinned=[case(max_attempts=n) for n in (3, 2, 4)],
    cassette="03_retries/overloaded_twice",
)
failing = Scenario(
    call,
    cases(
        scripts(steps("529", "500", "429 retry-after=1", "refused", "400"), least=1, most=3),
        emptied=st.booleans(),
    ),
    examples=3,
    why="what passes and what does not, with retries enough and too few",
    pinned=[
        case("529; ...", emptied=True),
        *(case(f"{word}; ...", reserve=1, capacity=1) for word in ("529", "500", "429", "refused")),
        case("529; ...", max_attempts=4),
        *map(case, ("400", "401", "529; 404", "529; 500; ok")),
    ],
    reads=("status_code", "request_id"),
)
outage = Scenario(
    call,
    cases(
        scripts(steps("529", "500", "ok"), least=2, most=4, forever=True),
        percent=st.sampled_from((50, 25, 100)),
        emptied=True,
        calls=st.integers(3, 4),
    ),
    examples=2,
    why="an empty budget; all calls fail, some, or none, and the share is reached early, late or never",
    pinned=[
        *(case("529; ...", percent=p, emptied=True, calls=n) for p, n in ((100, 2), (50, 4), (0, 2))),
        case("ok; ok; ok; 529; ...", percent=25, emptied=True, calls=4),
        case("400; 529; ...", percent=50, emptied=True, calls=2),
        case("ok", percent=100, emptied=True, max_attempts=1, then=2),
    ],
)
spent = Scenario(
    call,
    cases(
        scripts(steps("529", "400", "500", "ok"), least=1, most=4),
        max_attempts=st.integers(1, 3),
        calls=2,
        then=3,
    ),
    examples=2,
    why="a call may end in its first attempt, in its last, and between",
    pinned=[
        *(case(script, then=3) for script in ("ok", "400", "529; 401", "529; ok")),
        *(case("529; ...", max_attempts=n, then=3) for n in (1, 2)),
    ],
)


def at_first(run: Run) -> Bucket:
    """Return what the budget ought to hold when the calls of a case begin."""
    bucket = Bucket(run.case)
    for _ in range(bounds(run.case)["capacity"] if run.case.args.get("emptied") else 0):
        bucket.withdraw()
    return bucket


def runs(run: Run) -> tuple[Run, ...]:
    """Return all runs of a case, in order."""
    return (*run.earlier, run)


def named(run: Run, name: str) -> list[Run]:
    """Return the runs of a method or function."""
    return [each for each in runs(run) if each.call.startswith(f"{name}(")]


def afterwards(run: Run) -> list[Run]:
    """Return the withdrawals after the calls of a case."""
    found = named(run, "try_withdraw")
    return found[len(found) - run.case.args.get("then", 0) :]


def withdrawals(run: Run) -> Iterator[tuple[Run, bool, bool]]:
    """Yield each withdrawal, whether it ought to be granted, and whether another one ought to be refused before it."""
    words, buckets = done(run.case), {"": Bucket(run.case), OF_ANOTHER: Bucket(run.case)}
    operations = [each for each in runs(run) if each.call.startswith(("deposit(", "try_withdraw("))]
    after = False
    for word, each in zip(words, operations, strict=False):
        bucket = buckets[OF_ANOTHER if word.startswith(OF_ANOTHER) else ""]
        if word.endswith("deposit"):
            bucket.deposit()
            continue
        granted = bucket.withdraw()
        yield each, granted, after
        after = after or not granted


def grants(each: Run, wanted: bool) -> Iterator[Claim]:  # noqa: FBT001  what is stated is a truth value
    """State what a withdrawal returns."""
    yield that(each).ends()
    yield that(each.value, "try_withdraw()", at=each.end).equals(wanted)


def until_refused(run: Run) -> Iterator[Claim]:
    """State the withdrawals up to the first that is refused: what a refusal changes is a check of its own."""
    for each, granted, after in withdrawals(run):
        if not after:
            yield from grants(each, granted)


def full(run: Run) -> bool:
    """Tell whether the budget is full at the start."""
    given = bounds(run.case)
    return bool(given["reserve"] == given["capacity"])


def passing(a: Attempt) -> bool:
    """Tell whether the failure of an attempt may pass."""
    return a.failed and (a.fault is not None or a.status == 429 or a.status >= 500)


def ends_as(a: Attempt) -> Claim:
    """State that the call ends as its last attempt did."""
    if a.fault or not a.reply:
        return that(a.run).raises("APIConnectionError")
    if a.failed:
        return that(a.run).raises("APIStatusError", status_code=a.status, request_id=a.reply.header("request-id"))
    found = a.run.value
    return that(a.run).returns(Model(found.cls if isinstance(found, Model) else "Message", a.reply.json))


def goes_on(a: Attempt, bucket: Bucket) -> Claim:
    """State whether another attempt follows this one; if it ought to, the bucket pays for it."""
    why = "for this one is a success"
    if a.failed:
        why = "for this failure will not pass"
    if passing(a):
        why = "for no more are allowed"
        if a.number < bounds(a.run.case)["max_attempts"]:
            if bucket.withdraw():
                return that(not a.is_last, at=a.answered).happens("another request after this one", "the call gave up")
            why = "for the budget is empty"
    return that(a.is_last, at=a.answered).happens(f"no request after this one, {why}", "another request was sent")


def attempts_within(each: Run, bucket: Bucket) -> Iterator[Claim]:
    """State after each attempt of a call whether another one follows."""
    for a in each.attempts:
        yield goes_on(a, bucket)


@rubric.check(
    "BUDGET-01",
    started,
    help="One retry a withdrawal, to the last one; then False.",
    hints=("Look, then take.", "`try_withdraw` returns a bool", "if self._saved < ...: return False"),
    cites=("takes one whole retry and returns `True`",),
)
def grants_what_is_there(run: Run) -> Iterator[Claim]:
    """Grants as many retries as a full budget holds, and refuses the next one."""
    if full(run):
        yield from until_refused(run)


@rubric.check(
    "BUDGET-02",
    started,
    needs=("BUDGET-01",),
    help="A budget need not be full at the start, nor empty.",
    hints=("Two numbers: what there is, and what there may be.", "`reserve`", "self._saved = reserve * ..."),
    cites=("At the start it holds `reserve`",),
)
def begins_with_its_reserve(run: Run) -> Iterator[Claim]:
    """Begins with `reserve` retries."""
    if not full(run):
        yield from until_refused(run)


@rubric.check(
    "BUDGET-03",
    earned,
    needs=("BUDGET-01",),
    help="With 10 percent it is the tenth deposit that earns a retry, not the eleventh.",
    hints=("Floats drift; whole numbers do not.", "`int`: hundredths of a retry", "self._saved = ... + self._percent"),
    cites=("adds `percent` hundredths of a retry",),
)
def earns_its_share(run: Run) -> Iterator[Claim]:
    """Earns exactly `percent` hundredths of a retry with each deposit."""
    yield from until_refused(run)


@rubric.check(
    "BUDGET-04",
    saved,
    needs=("BUDGET-01",),
    help="A day without failures must not pay for a storm of retries.",
    hints=("A bucket runs over.", "`min`, `capacity`", "self._saved = min(..., self._saved + self._percent)"),
    cites=("R27", "It never holds more than `capacity`"),
)
def never_runs_over(run: Run) -> Iterator[Claim]:
    """Never saves more than `capacity` retries."""
    yield from until_refused(run)


@rubric.check(
    "BUDGET-05",
    refused,
    needs=("BUDGET-01",),
    help="Nothing is owed, and nothing is lost.",
    hints=("Look before you take.", "`try_withdraw`", "if ...: return False  # and nothing has changed"),
    cites=("If there is no whole one it returns `False`",),
)
def takes_nothing_when_it_refuses(run: Run) -> Iterator[Claim]:
    """Takes nothing when it refuses."""
    for each, granted, after in withdrawals(run):
        if after:
            yield from grants(each, granted)


@rubric.check(
    "BUDGET-06",
    apart,
    needs=("BUDGET-01",),
    help="What stands in the class, or in the module, belongs to all budgets.",
    hints=("Each budget counts for itself.", "`__init__`, `self`", "self._saved = ..."),
    cites=("Each budget counts for itself.",),
)
def keeps_budgets_apart(run: Run) -> Iterator[Claim]:
    """Keeps two budgets apart."""
    if any(word.startswith(OF_ANOTHER) for word in done(run.case)):
        yield from until_refused(run)


@rubric.check(
    "BUDGET-07",
    recorded,
    needs=("BUDGET-01",),
    help="The SDK's own retries ask no budget.",
    hints=("One layer of retries, which counts.", "`with_options(max_retries=0)`", "if attempt == max_attempts ..."),
    cites=("R2", "R3", "up to `max_attempts` requests"),
)
def retries_within_its_attempts(run: Run) -> Iterator[Claim]:
    """Retries up to `max_attempts` requests while there are retries, and returns the message."""
    for each in named(run, "create_within"):
        yield from attempts_within(each, at_first(run))
        if each.attempts and not each.attempts[-1].failed:
            yield ends_as(each.attempts[-1])


@rubric.check(
    "BUDGET-08",
    failing,
    needs=("BUDGET-07",),
    help="No retry in the budget: the error of this attempt is the error of the call.",
    hints=("Ask, and if the answer is no, raise.", "a bare `raise`", "if ... or not budget.try_withdraw(): raise"),
    cites=("R5", "R6", "if it refuses, there is no retry"),
)
def gives_up(run: Run) -> Iterator[Claim]:
    """Gives up with the last error when the budget is empty, or the failure will not pass."""
    for each in named(run, "create_within"):
        yield from attempts_within(each, at_first(run))
        for a in each.attempts[-1:]:
            yield ends_as(a)


@rubric.check(
    "BUDGET-09",
    outage,
    needs=("BUDGET-05", "BUDGET-08"),
    help="Each call deposits once, when it begins, however it ends; a retry deposits nothing.",
    hints=("The share is one of calls.", "`budget.deposit()`", "budget.deposit(); while ...:"),
    cites=("R27", "Deposit once a call"),
)
def adds_no_more_than_the_share(run: Run) -> Iterator[Claim]:
    """Adds to the load of an outage the share that calls have earned, no more and no less."""
    bucket = at_first(run)
    for each in named(run, "create_within"):
        bucket.deposit()
        yield from attempts_within(each, bucket)
    for each in afterwards(run):
        yield from grants(each, bucket.withdraw())


@rubric.check(
    "BUDGET-10",
    spent,
    needs=("BUDGET-08",),
    help="A retry that is taken and not sent is lost to another call.",
    hints=(
        "Ask when nothing else is in the way.",
        "`or` stops at what is true",
        "if ... or not budget.try_withdraw():",
    ),
    cites=("Withdraw only for a request that you then send.",),
)
def takes_what_it_sends(run: Run) -> Iterator[Claim]:
    """Takes a retry out of the budget only for a request that it sends."""
    sent = sum(max(0, len(each.attempts) - 1) for each in named(run, "create_within"))
    left = bounds(run.case)["reserve"] - sent
    found = [each.value for each in afterwards(run)]
    ends = [each.end for each in afterwards(run) if each.end]
    if found:
        wanted = [n < left for n in range(len(found))]
        yield that(found, "what try_withdraw() returns after the calls", at=ends).equals(wanted)
