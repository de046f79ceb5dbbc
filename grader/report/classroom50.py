"""A result as Classroom 50's `classroom50/result/v1`.

The contract is that of foundation50/classroom50: `wiki/Advanced-Autograding.md`, and `schemas/result-v1.schema.json`.
Who handed in what stands in variables that its runner sets; `owner` and `assignment_type` it stamps itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from grader.report import plain
from grader.result import CheckResult, ExerciseResult, Outcome, Result

SCHEMA: Final = "classroom50/result/v1"
NAME_CAP: Final = 100
"""UTF-8 bytes of a test's name."""

_VARIABLES: Final = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
}


class NotInClassroom50(Exception):
    """A variable that its runner sets is missing; the text names it."""


def render(result: Result, environment: Mapping[str, str] = os.environ, now: datetime | None = None) -> str:
    """Return a result as `result.json`, with a line end. Raises NotInClassroom50 where its runner is not at work.

    `SUBMITTED_AT` is the instant of the graded commit, in UTC; without it the present instant stands there.
    """
    moment = _instant(now or datetime.now(UTC))
    data = {
        "schema": SCHEMA,
        **{field: _variable(environment, name) for field, name in _VARIABLES.items()},
        "review": environment.get("REVIEW_URL") or _variable(environment, "COMMIT_URL"),
        "datetime": environment.get("SUBMITTED_AT") or moment,
        "graded_at": moment,
        "score": result.points,
        "max-score": result.max_points,
        "tests": [_test(exercise, check) for exercise in result.exercises for check in exercise.checks],
    }
    return json.dumps(data, indent=2) + "\n"


def _test(exercise: ExerciseResult, check: CheckResult) -> dict[str, Any]:
    return {
        "test-name": _name(check),
        "passed": check.outcome is Outcome.passed,
        "score": check.points,
        "max-score": check.max_points,
        "exercise": exercise.id,
        "outcome": check.outcome.value,
        "message": plain.message(exercise, check),
    }


def _name(check: CheckResult) -> str:
    """Return a name within the cap; it begins with the id, so it stays the only one."""
    name = plain.title(check).encode()
    return name.decode() if len(name) <= NAME_CAP else name[: NAME_CAP - 3].decode(errors="ignore") + "…"


def _variable(environment: Mapping[str, str], name: str) -> str:
    if value := environment.get(name):
        return value
    msg = f"The variable {name} is not set. This format is for the runner of Classroom 50, which sets it."
    raise NotInClassroom50(msg)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
