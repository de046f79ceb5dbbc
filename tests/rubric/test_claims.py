"""Claims say by themselves what was expected and what happened."""

from __future__ import annotations

import pytest

from grader.rubric.claims import Claim, that
from grader.trace import EnumMember, Error, Event, Model, Opaque, Run


def run(**fields: object) -> Run:
    """Return a run that returned, with these fields."""
    return Run(**{"call": "f()", "ended": "returned", "trace": (), **fields})  # type: ignore[arg-type]


def raised(name: str, **attrs: object) -> Run:
    """Return a run that raised an exception of this class."""
    error = Error((f"exercise.{name}", "builtins.Exception"), "it broke", attrs)
    return run(ended="raised", error=error)


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        (that(7).near(7.0), True),
        (that(0.1 + 0.2).near(0.3), True),
        (that(7.001).near(7), False),
        (that(True).near(1), False),
        (that("7").near(7), False),
        (that(float("nan")).near(float("nan")), False),
        (that(10**400).near(7), False),
        (that(7.0).at_least(7), True),
        (that(6.99).at_least(7), False),
        (that(True).at_least(0), False),
        (that("7").at_least(7), False),
        (that(float("nan")).at_least(0), False),
        (that(7).at_most(7), True),
        (that(7.5).at_most(7), False),
        (that(None).at_most(7), False),
        (that(0.5).between(0, 1), True),
        (that(1.5).between(0, 1), False),
        (that(1).equals(1), True),
        (that(1).equals(1.0), False),
        (that(True).equals(1), False),
        (that(Opaque("object")).equals(Opaque("object")), False),
        (that([Opaque("object")]).contains(Opaque("object")), False),
        (that({1: 2}).equals({1: 2}), True),
        (that({True: 2}).equals({1: 2}), False),
        (that(frozenset({True})).equals(frozenset({1})), False),
        (that(frozenset({1, 2})).equals(frozenset({2, 1})), True),
        (that(EnumMember("A", "x", True)).equals(EnumMember("A", "x", 1)), False),
        (that(EnumMember("A", "x", 1)).equals(EnumMember("A", "x", 1)), True),
        (that([1, {"a": (2,)}]).equals([1, {"a": (2,)}]), True),
        (that([1, {"a": (2,)}]).equals([1, {"a": [2]}]), False),
        (that("abc").contains("b"), True),
        (that("abc").contains(1), False),
        (that([1, 2]).contains(2), True),
        (that([1, 2]).contains(True), False),
        (that(None).contains(1), False),
        (that(()).never("wait"), True),
        (that((1,)).never("wait"), False),
        (that(True).happens("a", "b"), True),
        (that(1).happens("a", "b"), False),
        (that(run(value="x")).returns("x"), True),
        (that(run(value="x")).returns("y"), False),
        (that(raised("Cut")).returns(None), False),
        (that(run(value=Model("Message", {"id": "1"}))).returns({"id": "1"}), True),
        (that(run(value=Model("Message", {"id": "1"}))).returns({"id": 1}), False),
        (that(raised("Cut", text="a")).raises("Cut", text="a"), True),
        (that(raised("Cut", text="a")).raises("Exception"), True),
        (that(raised("Cut", text="a")).raises("Cut", text="b"), False),
        (that(raised("Cut")).raises("Cut", text=None), True),
        (that(run()).raises("Cut"), False),
        (that(run(items=("a", "b"))).yields("ab"), True),
        (that(run(items=("a", "b"), ended="iterating")).yields("ab"), False),
        (that(run(items=("a", 1, "b"))).yields("ab"), False),
        (that(run()).ends(), True),
        (that(raised("Cut")).ends(), False),
    ],
)
def test_a_claim_holds_or_not(claim: Claim, holds: bool) -> None:
    """Each statement holds for what it says, by value and by type, and for nothing else."""
    assert holds is claim.holds


def test_a_claim_says_what_was_expected_and_what_happened() -> None:
    """Name, value and unit stand in both texts, and the events to point at come along."""
    event = Event(3, "wait", 0, 5_000_000_000)
    claim = that(5.0, "the wait", at=event, unit=" s").at_least(7)
    assert Claim(False, "the wait: at least 7 s", "the wait: 5 s", (event,)) == claim


def test_a_unit_follows_numbers_only() -> None:
    """What is no number has no unit, so None is no `None s`."""
    assert "the wait: None" == that(None, "the wait", unit=" s").near(7).happened


def test_a_claim_about_a_run_points_at_its_end() -> None:
    """Without events of its own, a claim about how a run ended points at that."""
    end = Event(0, "return", 0, 0)
    assert (end,) == that(run(value=1, trace=(end,))).returns(2).at


def test_a_number_beyond_all_floats_is_shown() -> None:
    """An integer of a learner's may be that large."""
    claim = that(10**400, "the wait", unit=" s").at_most(7)
    assert claim.happened.startswith("the wait: 1000")


def test_a_missing_attribute_is_named() -> None:
    """Whoever forgot an attribute of the exception is told which one."""
    claim = that(raised("Cut")).raises("Cut", text="so far")
    assert "the call to raise a Cut with text='so far'" == claim.expected
    assert "the call raises Cut: it broke, with text=(missing)" == claim.happened


def test_attributes_of_another_class_are_beside_the_point() -> None:
    """Whoever raised the wrong class is not told what that class lacks."""
    claim = that(raised("Cut")).raises("TimedOut", text="so far")
    assert "the call raises Cut: it broke" == claim.happened


def test_what_must_never_happen_is_told_in_both_ways() -> None:
    """What was not expected and what happened differ in more than one word that is easily overlooked."""
    claim = that((1,)).never("wait")
    assert ("no wait", "a wait") == (claim.expected, claim.happened)
