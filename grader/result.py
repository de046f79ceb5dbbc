"""The record of one grade: frozen, typed, versioned data. Its JSON Schema is committed as `docs/result.schema.json`.

Points are whole numbers. Times are virtual seconds since a case began. Nothing here was computed by learner's code;
strings that come from it (printed output, messages of exceptions) are untrusted text, to be escaped when shown.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

import msgspec

FORMAT_VERSION: Final = 1


class Outcome(StrEnum):
    """How a check ended. Only `passed` earns points."""

    passed = "passed"
    failed = "failed"
    """The learner's code does not do what the check states."""
    crashed = "crashed"
    """The learner's code broke: it does not load, it died, it raised what nobody named."""
    timed_out = "timed_out"
    """The learner's code ran into a limit, which the message names."""
    todo = "todo"
    """The stub is not written yet, or the exercise was not handed in."""
    not_judged = "not_judged"
    """A check that it needs did not pass, or there was nothing to judge."""
    grader_error = "grader_error"
    """We are broken: not the learner's fault."""


class Moment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of a timeline: an event, or several alike that follow each other."""

    t: float
    until: float
    kind: str
    text: str
    n: int = 0
    """Which request of the case it belongs to, from 1."""
    mark: str = ""
    """What was expected here, where this is the event that was wrong."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place in the learner's own file."""

    file: str
    line: int
    source: str = ""


class CheckResult(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What became of one check. What is not of use for its outcome is empty."""

    id: str
    title: str
    outcome: Outcome
    points: int
    max_points: int
    message: str = ""
    """One sentence: what is wrong."""
    claims: int = 0
    """How many claims were made, and held, in all cases together; of a check that passed."""
    called: str = ""
    answers: str = ""
    """What the API answered."""
    expected: str = ""
    happened: str = ""
    where: Place | None = None
    """Where in the learner's file an exception came from."""
    help: str = ""
    timeline: tuple[Moment, ...] = ()
    timeline_left_out: int = 0
    """How many lines of the timeline were left out."""
    other_timeline: tuple[Moment, ...] = ()
    """Where the same case gave two different answers: the timeline of the second."""
    case: str = ""
    """The text form of the case; `practice ID --case TEXT` replays it."""
    output: str = ""
    """What the learner's code printed in this case, as far as it was kept."""
    output_left_out: int = 0
    """How many bytes of output were not kept."""


class ExerciseResult(msgspec.Struct, frozen=True, omit_defaults=False, kw_only=True):
    """What became of one exercise."""

    id: str
    """`03_retries/retry_delay`."""
    version: str
    """A digest of its checks and cassettes."""
    file: str = ""
    """The SHA-256 of the file that was graded, in hexadecimal; empty if none was handed in, or it could not be read."""
    points: int
    max_points: int
    checks: tuple[CheckResult, ...]
    message: str = ""
    """Said once for all checks: not handed in, does not load."""

    @property
    def solved(self) -> bool:
        """Whether all its checks passed."""
        return all(check.outcome is Outcome.passed for check in self.checks)


class Versions(msgspec.Struct, frozen=True):
    """What the grade was made with."""

    grader: str
    anthropic: str
    python: str
    hypothesis: str


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The record of one grade of one submission."""

    format_version: int = FORMAT_VERSION
    status: str
    """`passed` (all selected checks), `incomplete` (some failed or are to do), or `grader_error`."""
    isolation: str
    """The walls around the learner's code, `none` if there were none."""
    seed: int
    points: int
    max_points: int
    versions: Versions
    exercises: tuple[ExerciseResult, ...]
    ignored: tuple[str, ...] = ()
    """Entries of the submission that are no exercise file, the first few."""
    ignored_left_out: int = 0
    """How many more there are."""
    seconds: float = 0.0
    """Real time that the grade took."""


def plain(result: Result) -> Any:
    """Return a result as what JSON can hold: a learner's text may hold lone surrogates, which become escapes."""
    return _whole(msgspec.to_builtins(result))


def _whole(data: Any) -> Any:
    """Return the data with lone surrogates escaped, for UTF-8 cannot carry them."""
    if isinstance(data, dict):
        return {key: _whole(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_whole(value) for value in data]
    return data.encode("utf-8", "backslashreplace").decode() if isinstance(data, str) else data
