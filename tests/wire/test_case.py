"""The text form of cases: it reads back, and says where it makes no sense."""

from __future__ import annotations

import copy
import math
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.wire.case import Case, CaseError, case
from grader.wire.notation import read_script
from grader.wire.saying import Part
from grader.wire.steps import Disturbance, Place, Script, Step

TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from('";|\\ \n\u2028é漢@=?~:')), max_size=6)
SECONDS = st.floats(0, 1e9) | st.integers(0, 100).map(float)
HEADERS = st.tuples(
    st.sampled_from(["retry-after", "retry-after-ms", "x-should-retry", "date", "Request-Id"]), st.none() | TEXTS
)
COUNTS = st.tuples(st.sampled_from(["output_tokens", "cache_read_input_tokens"]), st.none() | st.integers(0, 9_999))
TALK = st.builds(Part, st.sampled_from(["text", "thinking", "event", "delta"]), TEXTS) | st.just(Part("ping"))
CALLS = st.lists(TEXTS, max_size=3).map(lambda inputs: [Part("tool", "weather"), *(Part("json", i) for i in inputs)])
PARTS = st.lists(TALK.map(lambda part: [part]) | CALLS, max_size=4).map(lambda found: tuple(chain(*found)))
MAYBE = st.none() | TEXTS
ANY_BODY: dict[str, st.SearchStrategy[Any]] = {
    "headers": st.lists(HEADERS, max_size=2).map(tuple),
    "chunk": st.none() | st.integers(1, 999),
    "delay": st.just(0.0) | SECONDS,
    "pace": st.just(0.0) | SECONDS,
}
SAYING: dict[str, st.SearchStrategy[Any]] = {
    "stop": MAYBE,
    "sequence": MAYBE,
    "details": st.sampled_from([None, "{}", '{"type": "refusal", "category": null, "explanation": "a; | b"}']),
    "usage": st.lists(COUNTS, max_size=2).map(tuple),
    "parts": PARTS,
}
PLACES = st.none() | st.builds(Place, st.integers(-99, 999), st.booleans())
STEPS = st.one_of(
    st.builds(Step, st.sampled_from(["ok", "in_progress", "canceling", "ended"]), **ANY_BODY, **SAYING),
    st.builds(Step, st.sampled_from(["cut", "reset", "short", "stall"]), PLACES, **ANY_BODY, **SAYING),
    st.builds(Step, st.just("error"), PLACES, **ANY_BODY, **SAYING, type=MAYBE, message=MAYBE),
    st.builds(Step, st.integers(400, 599).map(str), **ANY_BODY, type=MAYBE, code=MAYBE, message=MAYBE),
    st.builds(Step, st.just("refused"), delay=SECONDS),
    st.builds(Step, st.sampled_from(["connect-timeout", "silent"])),
)
DISTURBANCES = st.one_of(
    st.builds(Disturbance, st.sampled_from(["interrupt", "kill-before", "kill-after"]), st.integers(1, 99)),
    st.builds(Disturbance, st.just("cancel"), SECONDS),
    st.builds(Disturbance, st.just("clock"), st.integers(1, 99), SECONDS.flatmap(lambda s: st.sampled_from([s, -s]))),
)
SCRIPTS = st.builds(
    Script, st.lists(STEPS, max_size=3).map(tuple), st.booleans(), st.lists(DISTURBANCES, max_size=2).map(tuple)
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS | st.sampled_from(["true", "NaN"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(["max_attempts", "deadline", "ops", "u", "params"])
CASES = st.builds(Case, st.dictionaries(NAMES, JSON, max_size=3), SCRIPTS)

EXAMPLES = (
    "ok",
    "529; 429 retry-after=7; reset@120; ok",
    'max_attempts=2 deadline=3 | 529 retry-after=7; cut@-1e "é" ping thinking:"hm" ?weather "漢"; ...',
    'ops=["allow","success"] capacity=1',
    '429 retry-after="Wed, 21 Oct 2026 07:28:00 GMT" -request-id; interrupt@3; clock-3600@2; kill-before@1',
    "in_progress; canceling; ended; cancel@2.5; clock+0.5@1; kill-after@7",
    'ok tool:"get_weather" json:"" json:"{\\"a\\":1}" ~odd ?"two words" chunk=7 delay=1.5 pace=2',
    'ok stop=pause_turn "a" server:"web_search" json:"{\\"query\\":\\"b\\"}"',
    'error@0e type=api_error message="oh no"; stall@-3; short; silent; refused delay=2; connect-timeout',
    'ok stop=refusal details={"type":"refusal","category":null} sequence=END usage.output_tokens=3 -usage.input_tokens',
    "402 type=billing_error code=spend",
)


@settings(max_examples=2000, deadline=None)
@given(CASES)
def test_reads_back(written: Case) -> None:
    """A case equals what its text form reads back to, on one line."""
    text = str(written)
    assert written == Case.parse(text)
    assert text.isprintable()


@settings(max_examples=300, deadline=None)
@given(CASES)
def test_writes_in_one_way(written: Case) -> None:
    """Text that was written is written so again."""
    assert str(written) == str(Case.parse(str(written)))


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples_stand(text: str) -> None:
    """Canonical text reads, and is written as it was read."""
    try:
        shown = str(Case.parse(text))
    except CaseError as error:
        pytest.fail(str(error))
    assert sorted(text.replace("; ", " ").split()) == sorted(shown.replace("; ", " ").split())
    assert shown == str(Case.parse(shown))


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from('529ok reset@-1e"\\;|=.?~{}[]:,+'), max_size=30))
def test_nonsense_is_refused(text: str) -> None:
    """Whatever the text, it is a case or a CaseError."""
    try:
        found = Case.parse(text)
    except CaseError:
        return
    assert found == Case.parse(str(found))


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("529; rest@120", 6, "unknown word 'rest'; known are reset, "),
        ("529 chunks=3", 1, "unknown option 'chunks'; known are chunk, "),
        ('ok thinkin:"x"', 4, "unknown part 'thinkin'; known are thinking:\"...\""),
        ("ok pong", 4, "unknown part 'pong'; known are ping, "),
        ('ok "abc', 4, "does not end"),
        ("cut@x", 5, "expected a place"),
        ("cut@-0e", 5, "-0 is no place"),
        ("529@3", 1, "`529` takes no place; cut, reset, short, stall, error do"),
        ('529 "text"', 1, "`529` takes no parts"),
        ('ok json:"{}"', 1, "a piece of a tool's input"),
        ("a=1 b=2 529", 9, "expected a further name=value"),
        ("a=1 a=2", 5, "a is given twice"),
        ("day=2026-11-22", 9, "the quotes around a text"),
        ("529; ; ok", 6, "expected a reply"),
        ("529;", 5, "expected a reply"),
        ("529; ...; ok", 11, "no reply can follow `...`"),
        ("...; ok", 1, "repeats the reply before it"),
        ("interrupt@0", 1, "counted from 1"),
        ("clock+x@1", 1, "expected clock+seconds@event"),
        ("600", 1, "unknown word '600'; known are 400 to 599"),
        ("ok chunk=0", 1, "at least 1"),
        ("ok details=[]", 1, "details= is a JSON object"),
        ("ok delay=-1", 10, "expected seconds"),
    ],
)
def test_says_where(text: str, column: int, words: str) -> None:
    """What makes no sense is named with its column, and with what would, nearest first."""
    with pytest.raises(CaseError) as caught:
        Case.parse(text)
    assert str(caught.value).startswith(f"column {column}: ")
    assert words in str(caught.value)


def test_arguments_are_attributes() -> None:
    """An argument is read as an attribute, with its type; an unknown one names the known."""
    found = case("529", max_attempts=2, deadline=3.0, ops=["allow"], params={"a": True})
    assert (2, 3.0, ["allow"], {"a": True}) == (found.max_attempts, found.deadline, found.ops, found.params)
    assert ["max_attempts", "deadline", "ops", "params"] == list(found.args)
    with pytest.raises(AttributeError, match="unknown argument 'max_attempt'; known are max_attempts, deadline"):
        found.max_attempt  # noqa: B018


def test_arguments_cannot_be_changed() -> None:
    """What a check does to an argument, no other check sees."""
    found = case("ok", ops=[1])
    found.ops.append(2)
    found.args["ops"].append(2)
    assert [1] == found.ops


def test_equal_is_equal_in_type() -> None:
    """Cases differ where an argument differs in type alone, and are hashable."""
    assert 4 == len({case(x=1), case(x=1.0), case(x=True), case(x="1"), case(x=1)})
    assert case(x=[{"a": 1}]) == copy.deepcopy(case(x=[{"a": 1}]))


@pytest.mark.parametrize("name", ["args", "script", "parse", "_x", "two words", "é"])
def test_names_that_a_case_has_itself(name: str) -> None:
    """An argument can't be called what could not be read."""
    with pytest.raises(CaseError, match="no argument of a case can be called"):
        Case({name: 1})


def test_arguments_without_a_json_form() -> None:
    """Values that the text form can't hold are refused."""
    with pytest.raises(CaseError, match="the argument x has no JSON form"):
        case(x=object())


def test_a_case_without_a_script_is_ok() -> None:
    """Arguments alone are a case whose every reply is ok."""
    assert case(x=1) == Case.parse("x=1 | ok") == Case.parse("x=1")
    assert "x=1" == str(case(x=1))
    assert Script() == read_script("ok") == Case.parse("").script


def test_constants_and_words() -> None:
    """Bare words are strings, but for the constants of JSON."""
    found = Case.parse('a=true b="true" c=null d=end_turn e=NaN f=1e3')
    assert (True, "true", None, "end_turn", 1000.0) == (found.a, found.b, found.c, found.d, found.f)
    assert math.isnan(found.e)


@pytest.mark.parametrize("number", [math.inf, math.nan, -1.0])
def test_delays_are_finite(number: float) -> None:
    """A delay is a number of seconds."""
    with pytest.raises(CaseError, match="at least 0"):
        Step(delay=number)
