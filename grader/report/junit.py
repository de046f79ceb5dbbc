"""A result as JUnit XML, in the form that pytest calls xunit2: a suite an exercise, a case a check.

What a learner has wrong is a `failure`, what we have wrong an `error`, what was not judged `skipped`. The text stands
in the `message` and in the body: consumers differ in which of the two they show, and GitLab shows the body. Of cases
with one name it keeps the first; the id of a check is in its name, so no two have one. A line that the code printed
stands behind a bar, since CIs take some for commands where they begin a line of a log.
"""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

from grader.report import plain
from grader.report.escape import safe
from grader.result import CheckResult, ExerciseResult, Outcome, Result

_TAGS: Final = {
    Outcome.failed: "failure",
    Outcome.crashed: "failure",
    Outcome.timed_out: "failure",
    Outcome.todo: "skipped",
    Outcome.not_judged: "skipped",
    Outcome.grader_error: "error",
}


def render(result: Result) -> str:
    """Return a result as JUnit XML, with a line end."""
    root = ET.Element("testsuites", name="retrial", time=f"{result.seconds:.3f}")
    root.extend(_suite(exercise, result) for exercise in result.exercises)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(exercise: ExerciseResult, result: Result) -> ET.Element:
    tags = [_TAGS.get(check.outcome) for check in exercise.checks]
    counts = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    suite = ET.Element("testsuite", name=exercise.id, tests=str(len(tags)))
    for name, tag in counts.items():
        suite.set(name, str(tags.count(tag)))
    properties = ET.SubElement(suite, "properties")
    facts = {"points": exercise.points, "max_points": exercise.max_points, "version": exercise.version}
    for name, value in (facts | {"seed": result.seed, "isolation": result.isolation}).items():
        ET.SubElement(properties, "property", name=name, value=safe(str(value)))
    suite.extend(_case(exercise, check) for check in exercise.checks)
    return suite


def _case(exercise: ExerciseResult, check: CheckResult) -> ET.Element:
    case = ET.Element("testcase", classname=exercise.id.replace("/", "."), name=plain.title(check))
    tag = _TAGS.get(check.outcome)
    if tag:
        message = plain.message(exercise, check)
        ending = ET.SubElement(case, tag, message=message, type=check.outcome.value)
        ending.text = "\n".join(filter(None, [message, plain.story(check)]))
    if check.output:
        ET.SubElement(case, "system-out").text = "\n".join(f"│ {safe(line)}" for line in check.output.splitlines())
    return case
