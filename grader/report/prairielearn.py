"""A result as the `results.json` of an external grader of PrairieLearn, to be written to /grade/results.

The format is that of PrairieLearn's documentation of external grading. Work that can't be judged, since the file is
missing or does not load, is "not gradable" there, and costs no attempt; neither does an error of the grader.
"""

from __future__ import annotations

import json
from typing import Any, Final

from grader.report import plain
from grader.report.escape import safe
from grader.result import CheckResult, ExerciseResult, Outcome, Result

CAP: Final = 1_000_000
"""Bytes of the file."""

OUR_FAULT: Final = (
    "The grader itself failed; this is not your fault, and costs no attempt. Please tell your instructor."
)


def render(result: Result) -> str:
    """Return a result as `results.json`, with a line end; within the cap, for which stories are left away."""
    if reasons := _ungradable(result):
        return _written({"gradable": False, "format_errors": reasons})
    whole = _written(_graded(result, with_stories=True))
    return whole if len(whole.encode()) <= CAP else _written(_graded(result, with_stories=False))


def _ungradable(result: Result) -> list[str]:
    """Return why nothing of this can be judged, nothing if some can."""
    if result.status == "grader_error":
        return [OUR_FAULT]
    reasons = [f"{exercise.id}: {safe(exercise.message)}" for exercise in result.exercises if exercise.message]
    return reasons if len(reasons) == len(result.exercises) else []


def _graded(result: Result, *, with_stories: bool) -> dict[str, Any]:
    checks = [(exercise, check) for exercise in result.exercises for check in exercise.checks]
    solved = all(check.outcome is Outcome.passed for _, check in checks)
    return {
        "gradable": True,
        "score": result.points / result.max_points if result.max_points else float(solved),
        "message": plain.total(result),
        "tests": [_test(exercise, check, with_story=with_stories) for exercise, check in checks],
    }


def _test(exercise: ExerciseResult, check: CheckResult, *, with_story: bool) -> dict[str, Any]:
    return {
        "name": plain.title(check),
        "points": check.points,
        "max_points": check.max_points,
        "message": plain.message(exercise, check),
        "output": plain.story(check) if with_story else "",
    }


def _written(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=2) + "\n"
