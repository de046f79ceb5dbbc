"""A result as GitHub's Markdown: for the summary of a step, and for the page of a release.

Text that a learner's code may have made stands in code blocks alone, whose fences are longer than any run of
backticks in it, so that no link, picture, mention or heading can come out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from grader.report import plain
from grader.report.failure import is_broken
from grader.report.terminal import NAMES, SIGNS
from grader.result import CheckResult, ExerciseResult, Outcome, Result

CAP: Final = 1_000_000
"""Bytes: GitHub refuses the summaries of a step beyond 1 MiB, and other steps may write some."""


def render(result: Result) -> str:
    """Return a result as Markdown, within the cap: stories that find no room are counted, and left away."""
    parts = [_head(result), *_tables(result)]
    room = CAP - sum(len(part.encode()) for part in parts) - 200
    left_out = 0
    for part in _stories(result):
        room -= len(part.encode())
        if room >= 0:
            parts.append(part)
        else:
            left_out += 1
    if left_out:
        parts.append(f"{left_out:,} more failures are not shown here, for want of room.\n")
    return "\n".join(parts)


def _head(result: Result) -> str:
    lines = [f"## Retrial: {result.points} of {result.max_points} points\n"]
    if result.status == "grader_error":
        lines.append("**The grader itself failed in some checks. That is not your fault; these points are open.**\n")
    lines.append(f"{plain.total(result)}\n")
    if ignored := plain.ignored(result):
        lines.append(_fenced(ignored))
    return "\n".join(lines)


def _tables(result: Result) -> Iterator[str]:
    yield "| exercise | points | checks |\n|---|--:|---|"
    for exercise in result.exercises:
        signs = "".join(SIGNS[check.outcome][0] for check in exercise.checks)
        yield f"| {exercise.id} | {exercise.points}/{exercise.max_points} | {signs} |"
    yield ""


def _stories(result: Result) -> Iterator[str]:
    for exercise in result.exercises:
        if exercise.message and exercise.checks and exercise.checks[0].outcome is not Outcome.todo:
            yield f"### ✗ {exercise.id}\n\n{_fenced(plain.story(exercise.checks[0]))}"
            continue
        yield from (_story(exercise, check) for check in exercise.checks if is_broken(check))


def _story(exercise: ExerciseResult, check: CheckResult) -> str:
    head = f"### {SIGNS[check.outcome][0]} {plain.title(check)}\n\n{exercise.id}, {NAMES[check.outcome]}\n"
    return f"{head}\n{_fenced(plain.story(check))}"


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}\n"
