"""From what a sweep found to the outcome of each check: the learner is wrong, has not begun, or we are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from textwrap import dedent
from types import ModuleType
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st

from grader.grade.drawing import seed_of, told_seed_of
from grader.grade.origins import Origins
from grader.grade.rubrics import Graded
from grader.grade.sweep import Stand
from grader.grade.verdicts import Exercise
from grader.judge.limits import Limits
from grader.judge.submission import Player, Source
from grader.judge.zygote import Zygote
from grader.result import CheckResult
from grader.rubric import Case, Claim, Rubric, Run, Scenario, case, cases, that

Judge = Callable[..., dict[str, CheckResult]]


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """Import the SDK once."""
    with Zygote() as made:
        yield made


def call(submission: Any, _: Any, case: Case) -> Run:
    """Call f with the case's number."""
    return submission.f(case.n)  # type: ignore[no-any-return]


def module(**scenarios: Scenario) -> ModuleType:
    """Return a rubric module with three checks: f(n) is n, and two that need it."""
    made = ModuleType("made")
    made.__file__ = __file__
    rubric = Rubric("99_test/f", exceptions=("Named",))
    vars(made).update(rubric=rubric, **scenarios)
    numbers = scenarios["numbers"]

    @rubric.check("F-01", numbers, points=2, help="It is that simple.")
    def is_n(run: Run) -> Iterator[Claim]:
        """Returns n."""
        yield that(run).returns(run.case.n)

    @rubric.check("F-02", numbers, needs=("F-01",))
    def is_small(run: Run) -> Iterator[Claim]:
        """Says nothing of small numbers."""
        if run.case.n > 10_000:
            yield that(run).ends()

    @rubric.check("F-03", numbers, needs=("F-01",))
    def ends(run: Run) -> Iterator[Claim]:
        """Ends."""
        yield that(run).ends()

    return made


NUMBERS = Scenario(call, cases(n=st.integers(0, 1000)), examples=40, why="numbers are alike", pinned=[case(n=500)])


@pytest.fixture
def judge(zygote: Zygote) -> Judge:
    """Return a function that judges some code by the made rubric."""

    def run(code: str, scenario: Scenario = NUMBERS, made: ModuleType | None = None) -> dict[str, CheckResult]:
        graded = Graded(made or module(numbers=scenario))
        source = Source("99_test/f.py", dedent(code).encode())
        limits = replace(Limits(), cpu=0.3, wall=2.0)
        exercise = Exercise(graded, source, zygote, limits, Origins(0), tuple(graded.rubric.checks))
        return {check_id: exercise.check(check_id) for check_id in graded.rubric.checks}

    return run


def outcomes(found: dict[str, CheckResult]) -> list[str]:
    """Return the outcomes in order."""
    return [result.outcome.value for result in found.values()]


def test_a_right_answer_passes(judge: Judge) -> None:
    """All claims hold; a check that found nothing to judge has not passed."""
    found = judge("def f(n): return n")
    assert ["passed", "not_judged", "passed"] == outcomes(found)
    assert [2, 0, 1] == [r.points for r in found.values()]
    assert "There was nothing to judge in any case." == found["F-02"].message


def test_a_wrong_answer_fails_with_the_smallest_case(judge: Judge) -> None:
    """The counterexample is shrunk, and what builds on the check waits for it."""
    found = judge("def f(n): return n if n < 7 else -1")
    assert ["failed", "not_judged", "not_judged"] == outcomes(found)
    first = found["F-01"]
    assert ("n=7", "f(7)", "It is that simple.") == (first.case, first.called, first.help)
    assert ("the call to return 7", "the call returns -1") == (first.expected, first.happened)
    assert ["the call to return 7"] == [m.mark for m in first.timeline if m.mark]
    assert "Mend F-01 first: this check builds on it." == found["F-03"].message


def test_a_pinned_case_is_shown_where_no_drawn_one_breaks(judge: Judge) -> None:
    """What must be found is pinned."""
    found = judge("def f(n): return -1 if n == 12_345 else n", replace(NUMBERS, pinned=[case(n=500), case(n=12_345)]))
    assert "n=12345" == found["F-01"].case


def test_of_a_group_of_exceptions_the_first_is_told(judge: Judge) -> None:
    """With its place: where the group ends, nobody has to mend anything."""
    code = (
        "def f(n):\n    try:\n        return [][n]\n    except IndexError as e:\n        raise ExceptionGroup('g', [e])"
    )
    found = judge(code)["F-01"]
    assert found.happened.endswith("g (1 sub-exception), first of all IndexError: list index out of range")
    assert found.where is not None
    assert found.where.line == 3


def test_an_error_that_nobody_named_is_a_crash(judge: Judge) -> None:
    """And its line is shown."""
    first = judge("def f(n):\n    return [][n]")["F-01"]
    assert ("crashed", 2) == (first.outcome, first.where and first.where.line)


@pytest.mark.parametrize("error", ["class Named(Exception): pass\ndef f(n): raise Named",
                                   "import anthropic\ndef f(n): raise anthropic.AnthropicError('x')"])  # fmt: skip
def test_an_error_of_the_stub_or_the_sdk_is_a_failure(judge: Judge, error: str) -> None:
    """The code did what it does, and that is wrong."""
    assert "failed" == judge(error)["F-01"].outcome


@pytest.mark.parametrize("script", ["ok; interrupt@1", "ok; cancel@1"])
def test_an_interruption_of_ours_is_no_crash(judge: Judge, script: str) -> None:
    """The exception that the case itself caused is not held against the code: what it did is wrong, no more."""
    found = judge(
        "import time\ndef f(n): time.sleep(5)",
        replace(NUMBERS, pinned=[case(script, n=1)], cases=st.just(case(script, n=1))),
    )["F-01"]
    assert ("failed", "the call raises KeyboardInterrupt") == (found.outcome, found.happened)


def test_an_interruption_of_their_own_is_a_crash(judge: Judge) -> None:
    """Nobody interrupted this call."""
    assert "crashed" == judge("def f(n): raise KeyboardInterrupt")["F-01"].outcome


def test_a_stub_is_to_do(judge: Judge) -> None:
    """All its checks are, those that wait for others too."""
    assert ["todo"] * 3 == outcomes(judge("def f(n): raise NotImplementedError"))


def test_a_death_spares_the_check_that_broke(judge: Judge) -> None:
    """A check that broke on another case is failed, the others take the death's outcome."""
    scenario = replace(NUMBERS, pinned=[case(n=3), case(n=500)])
    found = judge("import os\ndef f(n):\n    if n == 500: os._exit(9)\n    return -1 if n == 3 else n", scenario)
    assert "failed" == found["F-01"].outcome
    found = judge("import os\ndef f(n):\n    if n == 500: os._exit(9)\n    return n", scenario)
    assert ["crashed", "not_judged", "not_judged"] == outcomes(found)
    assert "ended with exit status 9" in found["F-01"].message


def test_a_death_is_told_the_same_by_all_checks(judge: Judge) -> None:
    """Or what one check says would depend on which others are selected."""
    made = ModuleType("made")
    made.__file__ = __file__
    rubric = Rubric("99_test/f")
    vars(made).update(rubric=rubric, numbers=NUMBERS)

    def ends(run: Run) -> Iterator[Claim]:
        """Ends."""
        yield that(run).ends()

    for check_id in ("F-01", "F-02"):
        rubric.check(check_id, NUMBERS)(ends)
    one, other = judge("import os\ndef f(n): os._exit(9)", made=made).values()
    assert ("F-01", "F-02") == (one.id, other.id)
    assert msgspec.structs.replace(one, id="F-02") == other


def test_a_limit_ends_the_sweep(judge: Judge) -> None:
    """It is neither shrunk nor repeated."""
    found = judge("def f(n):\n    while True: pass")
    assert ["timed_out", "not_judged", "not_judged"] == outcomes(found)
    assert "CPU time" in found["F-01"].message
    assert "n=500" == found["F-01"].case
    assert "" == found["F-01"].help
    assert "F-01 ran into a limit: this check builds on it." == found["F-03"].message


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Write down which numbers are played."""
    found: list[int] = []
    honest = Stand.play

    def play(stand: Stand, player: Player, case: Case) -> Run:
        found.append(case.n)
        return honest(stand, player, case)

    monkeypatch.setattr(Stand, "play", play)
    return found


def test_a_sweep_that_ran_into_a_limit_is_not_searched_on(judge: Judge, played: list[int]) -> None:
    """What broke before that is failed by the case that is known."""
    first = judge("def f(n):\n    while n > 500: pass\n    return -1 if n == 500 else n")["F-01"]
    assert ("failed", "n=500") == (first.outcome, first.case)
    assert 1 == len([n for n in played if n > 500])


def test_a_shrink_that_runs_into_a_limit_is_over(judge: Judge, played: list[int]) -> None:
    """One new case that never ends is enough."""
    code = "def f(n):\n    while 0 < n < 100: pass\n    return -1 if n else 0"
    first = judge(code, replace(NUMBERS, examples=3, pinned=()))["F-01"]
    assert "failed" == first.outcome
    assert 1 == len([n for n in played if 0 < n < 100])


def test_a_case_that_died_is_not_played_again(judge: Judge, played: list[int]) -> None:
    """Neither where it is drawn again, nor in a shrink."""
    code = "import os\ndef f(n):\n    if n < 3: os._exit(9)\n    return -1"
    assert "failed" == judge(code, replace(NUMBERS, cases=cases(n=st.integers(0, 9))))["F-01"].outcome
    assert 3 >= len([n for n in played if n < 3])
    assert len(set(played)) + 2 == len(played)


def test_a_function_that_is_missing_is_named(judge: Judge) -> None:
    """So that a learner finds the name that is wanted."""
    message = judge("def g(n): return n")["F-01"].message
    assert "f" in message
    assert "g" in message


def test_a_check_without_needs_that_finds_nothing_is_failed(judge: Judge) -> None:
    """Else `return None` would show no failure at all."""
    made = ModuleType("made")
    made.__file__ = __file__
    rubric = Rubric("99_test/f")
    vars(made).update(rubric=rubric, numbers=NUMBERS)

    @rubric.check("F-01", NUMBERS)
    def nothing(run: Run) -> Iterator[Claim]:
        """Says something of each request."""
        for attempt in run.attempts:
            yield that(attempt.failed).equals(False)

    found = judge("def f(n): return None", made=made)["F-01"]
    assert ("failed", "There was nothing to judge: the call sent no request.") == (found.outcome, found.message)


def test_a_check_that_breaks_is_our_fault(judge: Judge) -> None:
    """A learner never pays for it."""
    made = ModuleType("made")
    made.__file__ = __file__
    rubric = Rubric("99_test/f")
    vars(made).update(rubric=rubric, numbers=NUMBERS)

    @rubric.check("F-01", NUMBERS)
    def careless(run: Run) -> Iterator[Claim]:
        """Looks at the first attempt."""
        yield that(run.attempts[0].failed).equals(False)

    rubric.check("F-02", NUMBERS, needs=("F-01",))(careless)
    found = judge("def f(n): return n", made=made)
    assert ("grader_error", 0) == (found["F-01"].outcome, found["F-01"].points)
    assert "IndexError" in found["F-01"].message
    assert ("not_judged", "F-01 could not be judged.") == (found["F-02"].outcome, found["F-02"].message)


def test_a_counter_of_the_module_fails_the_same_every_time(judge: Judge) -> None:
    """No state outlives a case, so what a counter breaks is no case at all."""
    found = [judge("N = 0\ndef f(n):\n    global N\n    N += 1\n    return n if N < 3 else -1") for _ in range(2)]
    assert found[0] == found[1]
    assert "passed" == found[0]["F-01"].outcome


def test_what_differs_between_workers_is_told_as_such(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case that breaks in one worker and not in the next is the learner's fault, and both timelines are shown."""
    players: list[Player] = []
    honest = Stand.play

    def play(stand: Stand, player: Player, case: Case) -> Run:
        """Let every worker but the first give the right answer."""
        if player not in players:
            players.append(player)
        run = honest(stand, player, case)
        return run if player is players[0] else replace(run, value=case.n)

    monkeypatch.setattr(Stand, "play", play)
    found = judge("def f(n): return -1 if n == 500 else n")["F-01"]
    assert "failed" == found.outcome
    assert "The same case gave two different answers" in found.message
    assert found.timeline
    assert found.other_timeline


ASKING = "def ask(client, n):\n    "
VALID = "client.messages.create(model='claude-haiku-5-5', max_tokens=9, messages=[{'role': 'user', 'content': 'x'}])"
REFUSED = VALID.replace("max_tokens=9", "max_tokens=9 - 10 * n")


@pytest.mark.parametrize(
    ("code", "outcome", "happened"),
    [
        (f"return {VALID}", "passed", ""),
        (f"return {VALID} if n == 0 else None", "failed", "the call sent no request"),
        (
            f"try: {REFUSED}\n    except Exception: pass\n    return {VALID}",
            "passed",
            "",
        ),
        (f"return {VALID} if n == 0 else client.models.list()", "failed", "it is GET /v1/models"),
        (f"return {REFUSED}", "failed", "the API refuses it: "),
        (
            f"return {VALID} if n == 0 else client.get('http://x/v1/messages', cast_to=object)",
            "failed",
            "it is GET http",
        ),
    ],
)
def test_code_that_asks_in_easy_cases_alone_earns_nothing(judge: Judge, code: str, outcome: str, happened: str) -> None:
    """A check that says something of failures alone is not passed by who avoids them: silence is no evidence."""
    made = ModuleType("made")
    made.__file__ = __file__
    rubric = Rubric("99_test/ask")

    def ask(submission: Any, api: Any, case: Case) -> Run:
        return submission.ask(api.client, case.n)  # type: ignore[no-any-return]

    easy_and_hard = Scenario(ask, cases(n=0), examples=1, why="two", pinned=[case("ok", n=0), case("404", n=1)])
    vars(made).update(rubric=rubric, easy_and_hard=easy_and_hard)

    @rubric.check("A-01", easy_and_hard)
    def is_kind(run: Run) -> Iterator[Claim]:
        """Says something of the first reply if it is one of ours."""
        for attempt in run.attempts[:1]:
            if attempt.status in {200, 404}:
                yield that(attempt.status, "the status").between(200, 404)

    found = judge(ASKING + code, made=made)["A-01"]
    assert outcome == found.outcome.value
    assert found.happened.startswith(happened)


SAID_NOTHING = "failed", "the call sent no request"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (f"return {VALID}.content[0].text", ("passed", "")),
        ("return ''", SAID_NOTHING),
        (f"return {VALID}.content[0].text if not SEEN and not SEEN.append(1) else ''", SAID_NOTHING),
        (f"return {VALID}.content[0].text if SEEN or SEEN.append(1) else ''", SAID_NOTHING),
        ("raise ValueError(client)", ("failed", "the call raises ValueError: <anthropic.Anthropic")),
    ],
)
def test_each_call_asks_though_a_claim_holds_of_silence(judge: Judge, code: str, told: tuple[str, str]) -> None:
    """Nothing is all that was said where nothing was asked: who returns that has shown nothing."""
    made = ModuleType("made")
    made.__file__ = __file__
    rubric = Rubric("99_test/ask", exceptions=("ValueError",))

    def ask(submission: Any, api: Any, _: Case) -> Run:
        submission.ask(api.client, 0)
        return submission.ask(api.client, 0)  # type: ignore[no-any-return]

    twice = Scenario(ask, cases(), examples=1, why="one")
    vars(made).update(rubric=rubric, twice=twice)

    @rubric.check("A-01", twice)
    def returns_what_was_said(run: Run) -> Iterator[Claim]:
        """Returns the text."""
        yield that(run).returns(run.said)

    found = judge(f"SEEN = []\n{ASKING}{code}", made=made)["A-01"]
    assert told[0] == found.outcome.value
    assert found.happened.startswith(told[1])


def test_a_worker_is_told_no_seed_of_the_replies(zygote: Zygote) -> None:
    """Else code could draw the replies itself, and say what it never read; nor one that tells which case it is."""
    stand = Stand(
        zygote,
        Source("99_test/f.py", b"import random\ndef f(n): return random.random()"),
        NUMBERS,
        Limits(),
        Origins(0),
    )
    other = Stand(zygote, stand._source, NUMBERS, Limits(), Origins(1))
    players = stand.player(), other.player()
    try:
        told = [s.play(p, case(n=n)).value for s, p in zip((stand, other), players, strict=True) for n in (1, 2)]
    finally:
        for player in players:
            player.close()
    assert 4 == len(set(told))
    guesses = [seed_of(*parts, case(n=n)) for parts in ((), (0,), (1,)) for n in (1, 2)]
    assert set(told).isdisjoint(Random(guess).random() for guess in guesses)


def test_the_seed_that_a_worker_is_told_tells_no_case() -> None:
    """Of sums over bits, the difference of two cases is the same under every seed; here it is not."""
    cases_of = [[told_seed_of(seed, case(n=n)) for n in (1, 2)] for seed in (10, 11, 12)]
    assert 3 == len({one ^ other for one, other in cases_of})


COUNTED = replace(
    NUMBERS,
    pinned=[case(n=5)],
    cases=cases(n=0),
    then=lambda run: [case(n=run.value + 1)] if run.returned and run.value < 9 else [],
)
"""One pinned case, and the next number after each that follows from it."""


def test_cases_follow_from_what_a_pinned_one_did(judge: Judge) -> None:
    """They are played as well, and so is what follows from them; a broken one is shown as it is."""
    found = judge("def f(n): return -1 if n == 9 else n", COUNTED)
    assert ("failed", "n=9") == (found["F-01"].outcome.value, found["F-01"].case)
    assert "passed" == judge("def f(n): return -1 if n == 10 else n", COUNTED)["F-01"].outcome.value


def test_nothing_follows_from_a_drawn_case(judge: Judge) -> None:
    """Else there were no end of them."""
    found = judge("def f(n): return -1 if n == 6 else n", replace(COUNTED, pinned=[], cases=cases(n=5)))
    assert "passed" == found["F-01"].outcome.value


def test_a_case_follows_once(judge: Judge) -> None:
    """Though it follows from several, itself among them."""
    circle = replace(COUNTED, then=lambda run: [case(n=(run.case.n + 1) % 7), run.case])
    assert "passed" == judge("def f(n): return n", circle)["F-01"].outcome.value


@pytest.mark.parametrize(
    ("asks", "outcome"),
    [
        ("GET /v1/models", "failed"),
        ("GET /v1/models or POST /v1/messages", "passed"),
        ("POST /v1/messages or GET /v1/models", "passed"),
    ],
)
def test_one_of_several_requests_may_be_the_first(judge: Judge, asks: str, outcome: str) -> None:
    """An exercise may begin in more than one way."""
    made = ModuleType("made")
    made.__file__ = __file__
    rubric = Rubric("99_test/ask", asks=asks)
    once = Scenario(lambda s, api, _: s.ask(api.client, 0), cases(), examples=1, why="one")
    vars(made).update(rubric=rubric, once=once)

    @rubric.check("A-01", once)
    def ends(run: Run) -> Iterator[Claim]:
        """Ends."""
        yield that(run).ends()

    assert outcome == judge(f"{ASKING}return {VALID}", made=made)["A-01"].outcome.value


@pytest.mark.parametrize("strike", ["kill-before@1", "kill-after@1", "interrupt@1"])
@pytest.mark.parametrize(
    ("second", "outcome"), [(f"return {VALID}", "passed"), ("raise ValueError", "passed"), ("return ''", "failed")]
)
def test_whoever_was_struck_may_be_silent(judge: Judge, strike: str, second: str, outcome: str) -> None:
    """A call that asks or raises stands for both: what a check says nothing of is no fault of it. Silence is one."""
    made = ModuleType("made")
    made.__file__ = __file__
    rubric = Rubric("99_test/ask", exceptions=("ValueError",))

    def twice(submission: Any, api: Any, case: Case) -> Run:
        store = api.store({"struck": bool(case.script.disturbances)})
        submission.ask(api.client, store)
        return submission.ask(api.client, store)  # type: ignore[no-any-return]

    once = Scenario(twice, cases(), examples=1, why="two", pinned=[case(f"ok; {strike}")])
    vars(made).update(rubric=rubric, once=once)

    @rubric.check("A-01", once)
    def ends(run: Run) -> Iterator[Claim]:
        """Says nothing of a case that strikes."""
        if not run.case.script.disturbances:
            yield that(run).ends()

    code = f"""
        def ask(client, store):
            if store.get("struck"): {second}
            return {VALID}
    """
    assert outcome == judge(code, made=made)["A-01"].outcome.value
