"""A result as JSON and as JUnit XML."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import msgspec
import pytest

from grader.report import jsontext, junit
from grader.result import Result
from tests.support import results

SCHEMA = Path(__file__).parents[2] / "docs" / "result.schema.json"
ALL = (results.FIRST_EVENING, results.ONE_FAILING, results.ALL_PASSED, results.OUTCOMES, results.UNTRUSTED)


def test_the_committed_schema_is_that_of_the_types() -> None:
    """The schema in docs is generated; if the types have changed, it is to be generated again."""
    command = """python -c "from grader.report import jsontext; print(jsontext.schema(), end='')" """
    assert SCHEMA.read_text(encoding="utf-8") == jsontext.schema(), f"{command}> docs/result.schema.json"


@pytest.mark.parametrize("result", ALL)
def test_json_keeps_to_the_schema_and_reads_back(result: Result) -> None:
    """What is rendered is valid, ends its last line, and holds the whole result."""
    text = jsontext.render(result)
    jsonschema.validate(json.loads(text), json.loads(jsontext.schema()))
    assert text.endswith("}\n")
    if result is not results.UNTRUSTED:
        assert result == msgspec.json.decode(text, type=Result)


def test_the_schema_refuses_what_is_no_result() -> None:
    """The schema says something: a wrong type and a missing field are refused."""
    good = json.loads(jsontext.render(results.ALONE))
    bad = [
        {**good, "exercises": [{"id": "x"}]},
        {**good, "points": "ten"},
        {k: v for k, v in good.items() if k != "seed"},
    ]
    for result in bad:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(result, json.loads(jsontext.schema()))


def test_json_carries_text_that_utf8_cannot() -> None:
    """Lone surrogates of a learner's text are escaped, everything else stays."""
    output = json.loads(jsontext.render(results.UNTRUSTED))["exercises"][0]["checks"][0]["output"]
    assert "::error::x \\ud800 \u200b" == output.splitlines()[1]


def test_json_writes_what_cannot_be_seen_as_an_escape() -> None:
    """No byte of it moves a cursor or turns the direction of writing; what is read back is the text itself."""
    text = "\x9b2K\u202e\x7f\U000e0001 é漢😀"
    written = jsontext.render(results.result(ignored=(text,)))
    assert "\\u009b2K\\u202e\\u007f\\udb40\\udc01 é漢😀" in written
    assert (text,) == msgspec.json.decode(written, type=Result).ignored


def test_junit_counts_and_tells_outcomes_apart() -> None:
    """The learner's mistakes are failures, ours are errors, and what was not judged is skipped."""
    root = ET.fromstring(junit.render(results.OUTCOMES))
    assert {"name": "retrial", "tests": "16", "failures": "6", "errors": "1", "time": "3.210"} == root.attrib
    found = {case.attrib["name"][:8]: [child.tag for child in case] for case in root.iter("testcase")}
    assert {
        "RETRY-01": [],
        "RETRY-06": ["failure", "system-out"],
        "RETRY-07": ["skipped"],
        "RETRY-08": ["failure"],
        "RETRY-09": ["failure"],
        "RETRY-10": ["failure"],
        "RETRY-11": ["error"],
    } == {name: tags for name, tags in found.items() if name.startswith("RETRY")}
    crashed = root.find(".//failure[@type='crashed']")
    assert crashed is not None
    assert "Expected raises OverloadedError, but: raised KeyError." == crashed.attrib["message"]
    assert "happened  raises KeyError: 'retry-after'" in (crashed.text or "")


def test_junit_names_exercise_points_and_seed() -> None:
    """A suite an exercise, with its points; the class name has no slash, which some readers split at."""
    root = ET.fromstring(junit.render(results.ALONE))
    suite = root.find("testsuite")
    assert suite is not None
    assert "01_streaming/stream_text" == suite.attrib["name"]
    properties = {p.attrib["name"]: p.attrib["value"] for p in suite.iter("property")}
    assert {"points": "10", "max_points": "10", "version": "a1b2", "seed": "0", "isolation": "none"} == properties
    assert {"01_streaming.stream_text"} == {case.attrib["classname"] for case in root.iter("testcase")}


@pytest.mark.parametrize("result", ALL)
def test_junit_is_xml_whatever_it_holds(result: Result) -> None:
    """Characters that XML cannot carry are escaped."""
    text = junit.render(result)
    ET.fromstring(text)
    text.encode("utf-8")
    assert text.endswith("</testsuites>\n")
    assert "\x1b" not in text


def test_no_line_of_a_report_begins_with_what_was_printed() -> None:
    """A CI that shows the file in its log finds no command of the learner's in it."""
    printed = [line for line in junit.render(results.UNTRUSTED).splitlines() if "error:" in line]
    assert printed
    assert all(line.lstrip().startswith("│ :\\x3aerror:\\x3ax") for line in printed)


def test_json_breaks_what_a_ci_finds_in_the_midst_of_a_line() -> None:
    """GitHub's older commands count anywhere in a line; what is read back is the text itself."""
    text = "a ##[add-mask]points ##vso[task.complete] ## [x]"
    written = jsontext.render(results.result(ignored=(text,)))
    assert "a #\\u0023[add-mask]points #\\u0023vso[task.complete] ## [x]" in written
    assert (text,) == msgspec.json.decode(written, type=Result).ignored
