"""What several rubrics state in the same words."""

from __future__ import annotations

from grader.rubric.statements import field, tells
from grader.trace import Model, Record, Run


def returned(value: object) -> Run:
    """Return a run that returned this."""
    return Run(call="f()", ended="returned", trace=(), value=value)


def broken(run: Run, **fields: object) -> list[str]:
    """Return what was expected and is not so."""
    return [claim.expected for claim in tells(run, "Answer", **fields) if not claim.holds]


def test_a_dataclass_tells_its_fields() -> None:
    """Those that are named, with their types."""
    assert [] == broken(returned(Record("Answer", {"text": "a", "count": 1})), text="a")
    assert ["Answer.count: True"] == broken(returned(Record("Answer", {"text": "a", "count": 1})), count=True)


def test_what_is_no_dataclass_tells_nothing() -> None:
    """A mapping with the same names is none, and neither is None; a field that is asked for is not there."""
    for value in (None, {"text": "a"}, Model("Answer", {"text": "a"})):
        assert ["the call to return an Answer", "Answer.text: 'a'"] == broken(returned(value), text="a")


def test_an_object_of_the_sdk_in_a_field_is_its_json() -> None:
    """So that it can be held against what the API sent."""
    assert {"id": "x"} == field(returned(Record("Answer", {"call": Model("ToolUseBlock", {"id": "x"})})), "call")
