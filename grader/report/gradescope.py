"""A result as Gradescope's `results.json`: a test a check.

The format is that of the autograder specifications (gradescope-autograders.readthedocs.io, "Specs"). What is written
here is shown to the student as plain text; what the autograder prints is for the instructor's eyes.

A result with an error of the grader is never given to Gradescope: `run_autograder` leaves the file away then, so that
the platform shows a failed autograder and not a zero.
"""

from __future__ import annotations

import json
from typing import Any

from grader.report import plain
from grader.result import CheckResult, ExerciseResult, Outcome, Result


def render(result: Result) -> str:
    """Return a result as `results.json`, with a line end."""
    tests = [
        _test(exercise, check, f"{number}.{part}")
        for number, exercise in enumerate(result.exercises, 1)
        for part, check in enumerate(exercise.checks, 1)
    ]
    data = {
        "score": result.points,
        "execution_time": result.seconds,
        "output": "\n".join(filter(None, [plain.total(result), plain.ignored(result)])),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "max_points": result.max_points,
            "seed": result.seed,
            "isolation": result.isolation,
            "grader": result.versions.grader,
            "files": {exercise.id: exercise.file for exercise in result.exercises},
        },
        "tests": tests,
    }
    return json.dumps(data, indent=2) + "\n"


def _test(exercise: ExerciseResult, check: CheckResult, number: str) -> dict[str, Any]:
    return {
        "score": check.points,
        "max_score": check.max_points,
        "status": "passed" if check.outcome is Outcome.passed else "failed",
        "name": plain.title(check),
        "number": number,
        "output": plain.story(check),
        "tags": [exercise.id, check.outcome.value],
    }
