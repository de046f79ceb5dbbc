"""A result for the log of GitHub Actions: annotations on the learner's lines, and the failures, fenced.

Commands are those of docs.github.com, "Workflow commands for GitHub Actions". No text of a learner's is ever the name
of a command; what stands in one is escaped as the runner unescapes it; the rest of the log lies between
`::stop-commands::TOKEN` and `::TOKEN::`, whose token is drawn after the learner's code has ended.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from itertools import chain
from typing import Final

from grader.report import plain
from grader.report.escape import safe
from grader.report.failure import is_broken
from grader.result import CheckResult, ExerciseResult, Outcome, Result
from grader.show import cut

MOST: Final = 10
"""Errors that GitHub shows of a step; what comes after them is dropped without a word."""

LONGEST: Final = 1_000
"""Characters of an annotation."""


def render(result: Result, *, folder: str = "exercises", token: str = "") -> str:
    """Return what is to be printed in a step; `folder` is where the learner's repository has the exercises."""
    token = token or secrets.token_hex(16)
    lines = chain(_annotations(result, folder), [f"::stop-commands::{token}"], _log(result), [f"::{token}::"])
    return "\n".join(lines) + "\n"


def _annotations(result: Result, folder: str) -> Iterator[str]:
    """Yield the errors that GitHub will show; the last of them counts the others."""
    found = list(_errors(result, folder))
    yield from found if len(found) <= MOST else found[: MOST - 1]
    if len(found) > MOST:
        yield _command("error", f"{len(found) - MOST + 1} more checks failed: see the summary.", title="Retrial")


def _errors(result: Result, folder: str) -> Iterator[str]:
    """Yield an error for each broken check; where a whole exercise broke at one place, one for all of them."""
    for exercise in result.exercises:
        broken = [check for check in exercise.checks if is_broken(check)]
        for check in broken[:1] if exercise.message else broken:
            yield _error(exercise, check, folder)


def _error(exercise: ExerciseResult, check: CheckResult, folder: str) -> str:
    if check.outcome is Outcome.grader_error:
        return _command("error", plain.message(exercise, check), title=f"The grader failed in {check.id}")
    place = {"file": f"{folder}/{exercise.id}.py"}
    if check.where is not None:
        place["line"] = str(check.where.line)
    text = "\n".join(filter(None, [plain.message(exercise, check), safe(check.help)]))
    title = exercise.id if exercise.message else plain.title(check)
    return _command("error", cut(text, LONGEST), **place, title=title)


def _log(result: Result) -> Iterator[str]:
    yield plain.total(result)
    for exercise in result.exercises:
        for check in exercise.checks:
            if is_broken(check):
                yield f"\n{plain.story(check)}"


def _command(name: str, text: str, **properties: str) -> str:
    """Return a workflow command; what it holds is escaped as the runner's toolkit does it."""
    given = ",".join(
        f"{key}={_data(value).replace(':', '%3A').replace(',', '%2C')}" for key, value in properties.items()
    )
    return f"::{name} {given}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
