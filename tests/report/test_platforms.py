"""A result in the formats of platforms that teach: golden files, their rules, and hostile text."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest

from grader.report import classroom50, gradescope, jsontext, junit, markdown, prairielearn
from grader.report import github as actions
from grader.report.formats import FORMATS, rendered
from grader.result import Outcome, Result
from tests.support import results

GOLDEN = Path(__file__).parent / "golden"
ALL = (results.FIRST_EVENING, results.ONE_FAILING, results.ALL_PASSED, results.OUTCOMES, results.UNTRUSTED)
RUNNER = {
    "CLASSROOM": "cs50",
    "ASSIGNMENT": "retries",
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://example.org/commit/a1b2c3d",
    "RELEASE_URL": "https://example.org/releases/1",
}
NOW = datetime(2026, 6, 1, 14, 33, 11, tzinfo=UTC)
PRINTED = ("y" * 300 + "\n") * 40
TALKATIVE = results.result(
    results.exercise(
        "03_retries/x", *[results.check(f"X-{n:03}", "T.", Outcome.failed, output=PRINTED) for n in range(100)]
    )
)
"""More to tell than a megabyte."""


def in_classroom50(result: Result) -> str:
    """Return what its runner would be given."""
    return classroom50.render(result, RUNNER, NOW)


def in_a_step(result: Result) -> str:
    """Return what a step of GitHub Actions prints."""
    return actions.render(result, token="0123")


@pytest.mark.parametrize("name", ["outcomes", "untrusted"])
@pytest.mark.parametrize(
    ("ending", "render"),
    [
        ("gradescope.json", gradescope.render),
        ("classroom50.json", in_classroom50),
        ("prairielearn.json", prairielearn.render),
        ("github.log", in_a_step),
        ("markdown.md", markdown.render),
        ("junit.xml", junit.render),
    ],
)
def test_reports_look_as_agreed(name: str, ending: str, render: Any) -> None:
    """Each report is the golden one, to the character. A golden file that was deleted is written anew, to be read."""
    path = GOLDEN / f"{name}.{ending}"
    found = render(getattr(results, name.upper()))
    if not path.exists():
        path.write_text(found, encoding="utf-8")
        pytest.fail(f"{path.name} is new: read it, and commit it")
    assert path.read_text(encoding="utf-8") == found


def test_every_format_has_a_module_that_renders(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `--format` offers exists; each ends its last line."""
    for name, value in RUNNER.items():
        monkeypatch.setenv(name, value)
    assert all(rendered(results.OUTCOMES, form).endswith("\n") for form in FORMATS)


# ---------------------------------------------------------------- Gradescope

VISIBILITY: Final = {"enum": ["visible", "hidden", "after_due_date", "after_published"]}
TEXT_FORMAT: Final = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
GRADESCOPE: Final = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score", "tests"],
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": TEXT_FORMAT,
        "test_output_format": TEXT_FORMAT,
        "test_name_format": TEXT_FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "number": {"type": "string", "pattern": r"^\d+\.\d+$"},
                    "output": {"type": "string"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}
"""The fields of the specifications that are used here, with their types."""


@pytest.mark.parametrize("result", ALL)
def test_gradescope_takes_what_is_written(result: Result) -> None:
    """The fields are those of the specifications; the total is the sum of the tests, and a test a check."""
    data = json.loads(gradescope.render(result))
    jsonschema.validate(data, GRADESCOPE)
    assert (result.points, result.max_points) == (
        sum(test["score"] for test in data["tests"]),
        sum(test["max_score"] for test in data["tests"]),
    )
    assert data["score"] == result.points
    outcomes = [check.outcome is Outcome.passed for exercise in result.exercises for check in exercise.checks]
    assert outcomes == [test["status"] == "passed" for test in data["tests"]]


# ---------------------------------------------------------------- Classroom 50

INSTANT: Final = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
WORDS: Final = {"type": "string", "minLength": 1}
POINTS: Final = {"type": "integer", "minimum": 0}
CLASSROOM50: Final = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        *("schema", "classroom", "assignment", "submission", "commit", "release", "review", "datetime"),
        *("score", "max-score", "tests"),
    ],
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        **dict.fromkeys(("classroom", "assignment", "commit", "release", "review"), WORDS),
        "submission": {"type": "string", "pattern": "^submit/"},
        "datetime": INSTANT,
        "graded_at": INSTANT,
        "score": POINTS,
        "max-score": POINTS,
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "test-name": WORDS,
                    "passed": {"type": "boolean"},
                    "score": POINTS,
                    "max-score": POINTS,
                },
            },
        },
    },
}
"""The contract of its documentation, less the two fields that its runner stamps."""


@pytest.mark.parametrize("result", ALL)
def test_classroom50_takes_what_is_written(result: Result) -> None:
    """The fields are those of the contract, sums are sums, and names are short and differ."""
    data = json.loads(in_classroom50(result))
    jsonschema.validate(data, CLASSROOM50)
    assert (data["score"], data["max-score"]) == (
        sum(test["score"] for test in data["tests"]),
        sum(test["max-score"] for test in data["tests"]),
    )
    names = [test["test-name"] for test in data["tests"]]
    assert len(names) == len(set(names))
    assert all(len(name.encode()) <= 100 for name in names)


def test_classroom50_keeps_the_instant_of_the_commit() -> None:
    """A regrade moves `graded_at` alone; the review falls back to the commit."""
    data = json.loads(classroom50.render(results.ALONE, {**RUNNER, "SUBMITTED_AT": "2026-05-31T09:00:00Z"}, NOW))
    assert ("2026-05-31T09:00:00Z", "2026-06-01T14:33:11Z") == (data["datetime"], data["graded_at"])
    assert RUNNER["COMMIT_URL"] == data["review"]


def test_a_long_title_is_cut_between_characters() -> None:
    """A name that is cut is valid UTF-8 within the cap, and begins with its id."""
    long = results.result(results.exercise("03_retries/x", results.check("X-01", "漢" * 60)))
    name = json.loads(in_classroom50(long))["tests"][0]["test-name"]
    assert name.startswith("X-01 漢")
    assert 98 <= len(name.encode()) <= 100


def test_classroom50_names_the_variable_that_is_missing() -> None:
    """Elsewhere than in its runner the format makes no sense, and says so."""
    with pytest.raises(classroom50.NotInClassroom50, match="SUBMISSION_TAG"):
        classroom50.render(results.ALONE, {k: v for k, v in RUNNER.items() if k != "SUBMISSION_TAG"})


# ---------------------------------------------------------------- PrairieLearn


@pytest.mark.parametrize("result", [results.ONE_FAILING, results.ALL_PASSED, results.FIRST_EVENING])
def test_prairielearn_takes_what_is_written(result: Result) -> None:
    """The score is a part of 1, and every test has both its points."""
    data = json.loads(prairielearn.render(result))
    assert data["gradable"] is True
    assert data["score"] == result.points / result.max_points
    assert all({"name", "points", "max_points"} <= test.keys() for test in data["tests"])


def test_prairielearn_gives_a_solved_warm_up_everything() -> None:
    """Where there are no points to earn, all passed is 1 and not a division by zero."""
    assert 1.0 == json.loads(prairielearn.render(results.result(results.WARM_UP)))["score"]


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (results.OUTCOMES, prairielearn.OUR_FAULT),
        (results.result(results.BROKEN_FILE), f"04_batches/split_batches: {results.BROKEN_FILE.message}"),
    ],
)
def test_prairielearn_counts_no_attempt_for_what_cannot_be_graded(result: Result, reason: str) -> None:
    """An error of the grader's, or a file that does not load, is no attempt, and never a zero."""
    assert {"gradable": False, "format_errors": [reason]} == json.loads(prairielearn.render(result))


def test_prairielearn_gets_no_more_than_its_megabyte() -> None:
    """Stories are left away where they find no room; the points stay."""
    text = prairielearn.render(TALKATIVE)
    assert len(text.encode()) <= prairielearn.CAP
    assert 100 == len(json.loads(text)["tests"])


# ---------------------------------------------------------------- GitHub


def commands(log: str) -> list[str]:
    """Return what the runner would obey, in the way that it reads a log: none while commands are stopped."""
    obeyed, stopped = [], ""
    for line in log.splitlines():
        found = re.match(r"\s*::([^:\s]+)(?: [^:]*)?::(.*)", line)
        if stopped and line.strip() == f"::{stopped}::":
            stopped = ""
        elif found and not stopped:
            obeyed.append(found[1])
            stopped = found[2] if found[1] == "stop-commands" else ""
    return obeyed


@pytest.mark.parametrize("result", ALL)
def test_a_submission_issues_no_command(result: Result) -> None:
    """The runner obeys our annotations and the fence, and nothing else, in the old form of commands or the new one."""
    log = in_a_step(result)
    assert {"error", "stop-commands"} >= set(commands(log))
    assert [] == re.findall(r"##\w*\[", log)
    assert log.endswith("::0123::\n")


def test_an_annotation_stands_on_the_learners_line() -> None:
    """Its file is named from the top of their repository; a check without a line names the file alone."""
    lines = [line for line in in_a_step(results.OUTCOMES).splitlines() if line.startswith("::error")]
    path = "exercises/03_retries/create_with_retries.py"
    assert any(line.startswith(f"::error file={path},line=31,title=RETRY-08") for line in lines)
    assert any(line.startswith(f"::error file={path},title=RETRY-06") for line in lines)
    assert actions.render(results.OUTCOMES, folder="homework").count("file=homework/03_retries/") == 4


def test_what_stands_in_an_annotation_is_escaped() -> None:
    """No text ends its property or its line."""
    evil = results.check("X-01", "a,b:c%0A", Outcome.failed, message="50%\n::error::x")
    line = in_a_step(results.result(results.exercise("03_retries/x", evil))).splitlines()[0]
    assert "::error file=exercises/03_retries/x.py,title=X-01 a%2Cb%3Ac%250A::50%25\\n:\\x3aerror::x" == line


def test_no_more_errors_than_github_shows() -> None:
    """Of thirty failures nine are shown and the tenth counts the others; a file that does not load is one."""
    many = results.result(
        results.exercise("03_retries/x", *[results.check(f"X-{n:02}", "T.", Outcome.failed) for n in range(30)])
    )
    errors = [line for line in in_a_step(many).splitlines() if line.startswith("::error")]
    assert (10, "::error title=Retrial::21 more checks failed: see the summary.") == (len(errors), errors[-1])
    assert 1 == in_a_step(results.result(results.BROKEN_FILE)).count("::error ")


def test_the_token_differs_each_time() -> None:
    """Nobody can guess it: it is drawn when the learner's code has ended."""
    assert actions.render(results.ALONE) != actions.render(results.ALONE)


def test_no_text_of_a_learner_leaves_its_code_block() -> None:
    """A fence is longer than every run of backticks in the block, and outside of blocks nothing untrusted stands."""
    evil = results.check("X-01", "T.", Outcome.crashed, message="````` ![](x) @all", output="```\n# no")
    text = markdown.render(results.result(results.exercise("03_retries/x", evil), ignored=("``` @you",)))
    outside = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$", "", text)
    assert "``````text" in text
    assert not re.search("@|!\\[|# no", outside)


def test_a_summary_keeps_to_its_cap() -> None:
    """GitHub refuses one of more than 1 MiB as a whole: what finds no room is counted."""
    text = markdown.render(TALKATIVE)
    assert 900_000 < len(text.encode()) <= markdown.CAP
    assert re.search(r"\n\d+ more failures are not shown here", text)


# ---------------------------------------------------------------- GitLab, and reading a result back


@pytest.mark.parametrize("result", ALL)
def test_gitlab_keeps_every_case(result: Result) -> None:
    """Of two cases with one name it keeps the first: so no two have one."""
    names = re.findall(r'<testcase classname="([^"]*)" name="([^"]*)"', junit.render(result))
    assert names
    assert len(names) == len(set(names))


def test_gitlab_shows_the_body_of_a_failure() -> None:
    """It shows the body and not the attribute, so the help and the timeline stand there too."""
    body = re.search(r"<failure message=[^>]*>(.*?)</failure>", junit.render(results.ONE_FAILING), re.DOTALL)
    assert body is not None
    assert "closes the response when the generator" in body[1]
    assert "is told to stop: close()" in body[1]


def test_a_result_is_read_back() -> None:
    """What `grade --format json` wrote can be shown in every other format later."""
    assert results.OUTCOMES == jsontext.read(jsontext.render(results.OUTCOMES).encode())


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"no", "no result"),
        (b'{"points": 3}', "no result"),
        (b"\xff", "no result"),
        (b'{"format_version": 2}', "version 2"),
    ],
)
def test_what_is_no_result_is_refused(data: bytes, says: str) -> None:
    """A sentence says what was expected, or that a newer grader wrote it."""
    with pytest.raises(jsontext.NotAResult, match=says):
        jsontext.read(data)
