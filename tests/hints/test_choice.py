"""Which hint comes next."""

from __future__ import annotations

import pytest

from grader.hints.book import Chapter, Failure, Known
from grader.hints.choice import Hint, recognised, upcoming
from grader.result import CheckResult, Outcome

HINTS = ("the concept", "the name", "a line")


def known(name: str, **fails: tuple[str, str]) -> Known:
    """Return a mistake, with a hint of its own."""
    return Known(name, f"hint of {name}", {id_.replace("_", "-"): Failure(*how) for id_, how in fails.items()})


def chapter(*mistakes: Known) -> Chapter:
    """Return a chapter with these mistakes."""
    return Chapter("1", {}, mistakes)


def result(id_: str, outcome: str, case: str = "", happened: str = "") -> CheckResult:
    """Return the result of a check."""
    return CheckResult(
        id=id_, title=id_, outcome=Outcome(outcome), points=0, max_points=1, case=case, happened=happened
    )


def results(**outcomes: tuple[str, ...]) -> dict[str, CheckResult]:
    """Return results by id."""
    return {id_.replace("_", "-"): result(id_.replace("_", "-"), *said) for id_, said in outcomes.items()}


ALONE = known("alone", F_01=("529", "gave up"))
TWIN = known("twin", F_01=("429", "waited 8 s"))
BOTH = known("both", F_01=("529", "gave up"), F_02=("ok", "None"))


@pytest.mark.parametrize(
    ("found", "mistakes", "name"),
    [
        (results(F_01=("failed", "any", "thing")), [ALONE], "alone"),
        (results(F_01=("failed", "any"), F_02=("not_judged",)), [ALONE], "alone"),
        (results(F_01=("failed", "any"), F_02=("failed",)), [ALONE], None),
        (results(F_01=("passed",), F_02=("failed",)), [ALONE, BOTH], None),
        (results(F_01=("failed", "529", "gave up")), [ALONE, TWIN], "alone"),
        (results(F_01=("failed", "500", "waited 8 s")), [ALONE, TWIN], "twin"),
        (results(F_01=("failed", "529", "waited 8 s")), [ALONE, TWIN], "twin"),
        (results(F_01=("failed", "another", "thing")), [ALONE, TWIN], None),
        (results(F_01=("timed_out", "529"), F_02=("crashed",)), [ALONE, BOTH], "both"),
        (results(F_01=("todo",)), [], None),
    ],
)
def test_a_mistake_is_recognised_by_what_it_fails_and_how(
    found: dict[str, CheckResult], mistakes: list[Known], name: str | None
) -> None:
    """The same checks, and among several the one that agrees most; none where that is not one."""
    seen = recognised(found, chapter(*mistakes))
    assert name == (seen.name if seen else None)


def test_two_mistakes_with_one_hint_are_as_good_as_one() -> None:
    """It does not matter then which of them it is."""
    one, other = known("one", F_01=("a", "b")), Known("other", "hint of one", {"F-01": Failure("c", "d")})
    assert recognised(results(F_01=("failed",)), chapter(one, other)) == one


def test_hints_come_one_at_a_time_and_then_no_more() -> None:
    """That of the mistake first, then three."""
    shown: list[str] = []
    given = []
    while hint := upcoming("F-01", HINTS, ALONE, shown):
        given.append(hint)
        shown.append(hint.key)
    assert [
        Hint("hint of alone", 0, 3),
        Hint("the concept", 1, 3),
        Hint("the name", 2, 3),
        Hint("a line", 3, 3),
    ] == given


def test_a_mistake_says_nothing_of_a_check_that_it_does_not_fail() -> None:
    """Its hint would be beside the point."""
    assert Hint("the concept", 1, 3) == upcoming("F-02", HINTS, ALONE, ())
    assert Hint("the name", 2, 3) == upcoming("F-02", HINTS, None, ("1",))
