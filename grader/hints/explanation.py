"""All that is to be said of a check: its rule and why, where it is stated, and a right answer beside the learner's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from grader.exercises import Submission, exercises_dir
from grader.grade import Grader, replay
from grader.grade.rubrics import Graded
from grader.hints import book
from grader.hints.book import Shown
from grader.result import CheckResult
from grader.rubric.properties import Property, properties
from grader.rubric.scenario import Check

_LINK: Final = re.compile(r"https?://[^\s)>\]]+[^\s)>\].,;:]")


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `explain` shows."""

    check: Check
    rules: dict[str, Property]
    """The properties that it grades, by id."""
    stated: tuple[str, ...]
    """The words of the lesson or the stub that it grades."""
    lesson: str
    """Where it is taught: `exercises/03_retries/README.md, section "retry_delay"`."""
    sources: tuple[str, ...]
    right: Shown | None
    """A right answer in the case that tells most."""
    yours: CheckResult | None
    """The learner's answer in the same case; None if nothing was handed in."""


def explain(check_id: str, submission: Submission) -> Explanation:
    """Explain a check. Raises UsageError for an unknown one."""
    graded, check = replay.find(check_id)
    known = properties()
    chapter = book.read().get(graded.exercise)
    right = chapter.shown.get(check.id) if chapter else None
    topic, name = graded.exercise.split("/")
    handed_in = graded.exercise in submission.files
    return Explanation(
        check=check,
        rules={cite: known[cite] for cite in check.cites if cite in known},
        stated=tuple(cite for cite in check.cites if cite not in known),
        lesson=f'exercises/{topic}/README.md, section "{name}"',
        sources=_sources(graded),
        right=right,
        yours=_played(check.id, right.case, submission) if right and handed_in else None,
    )


def _played(check_id: str, case: str, submission: Submission) -> CheckResult:
    with Grader() as grader:
        return grader.play(check_id, case, submission)


def _sources(graded: Graded) -> tuple[str, ...]:
    """Return the links of the exercise's stub, else those of its lesson, each once."""
    folder, name = exercises_dir(), graded.exercise.partition("/")[2]
    stub = (folder / f"{graded.exercise}.py").read_text("utf-8")
    lesson = section((folder / graded.exercise).with_name("README.md").read_text("utf-8"), name)
    return tuple(dict.fromkeys(_LINK.findall(stub) or _LINK.findall(lesson)))


def section(lesson: str, name: str) -> str:
    """Return what a topic's lesson says of one exercise: all below its heading, up to the next one of that level."""
    found = re.search(rf"^## `?{re.escape(name)}(?:\.py)?`?$(.*?)(?=^## |\Z)", lesson, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""
