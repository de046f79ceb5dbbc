# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Prints workflow commands of GitHub, Azure and TeamCity, so that a CI which reads the log takes them for the grader's."
# wall = "workflow"
# must = "failed"
# says = "::set-output"
# through = "harm"
# ///
"""What starts a line of a CI's log is a command, whoever printed it (facts 9)."""

from __future__ import annotations

from collections.abc import Mapping

LINES = """PASSED
::set-output name=points::10
::error file=grader.py::it was the grader's fault
##vso[task.complete result=Succeeded;]
##teamcity[testFinished name='retry_delay']
{"status": "passed", "points": 10}"""


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    print(LINES)
    return base
