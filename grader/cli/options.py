"""What verbs share: options, the learner's folder, how a verb is called again, exit codes."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from grader.exercises import UsageError, exercises_dir, in_checkout

if TYPE_CHECKING:
    from grader.exercises import Submission
    from grader.report.terminal import Setting
    from grader.result import Outcome, Result

PASSED: Final = 0
FELL_SHORT: Final = 1
USAGE: Final = 2
BROKEN: Final = 3
INTERRUPTED: Final = 130

F = TypeVar("F", bound=Callable[..., object])


class Refusal(click.ClickException):
    """What was asked for cannot be done on such a machine."""

    exit_code = BROKEN


def program() -> str:
    """Return how the program is called."""
    return "python -m grader"


def command_for(path: Path | None, seed: int) -> str:
    """Return how a verb is called again on the same files with the same seed, for what a report suggests."""
    command = "nox -s {verb} --" if in_checkout() else f"{program()} {{verb}}"
    files = "" if path is None else f" --submission {shlex.quote(str(path))}"
    files = files.replace("{", "{{").replace("}", "}}")  # the verb is filled in later
    return command + files + (f" --seed {seed}" if seed else "")


def _set_debug(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001  click's signature
    context.obj["debug"] = value


def debug(verb: F) -> F:
    """Add `--debug` to a verb."""
    text = "Show a traceback if the grader itself fails."
    return click.option("--debug", is_flag=True, expose_value=False, callback=_set_debug, help=text)(verb)


def submission_option(verb: F) -> F:
    """Add `--submission` to a verb."""
    text = "A folder, a zip, or one exercise file; `solutions` for the references.  [default: your exercises]"
    return click.option("--submission", "path", type=click.Path(path_type=Path), help=text)(verb)


def seed_option(verb: F) -> F:
    """Add `--seed` to a verb."""
    text = "Draws other inputs; the same seed draws the same."
    return click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help=text)(verb)


def format_option(*more: str) -> Callable[[F], F]:
    """Return what adds `--format` to a verb: `more` are formats of its own, the first of them the default."""
    from grader.report.formats import FORMATS  # noqa: PLC0415

    default = {"default": more[0], "show_default": True} if more else {"required": True}
    return click.option("--format", "form", type=click.Choice([*more, *FORMATS]), **default)


def in_format(result: Result, form: str, *, folder: str = "exercises") -> str:
    """Return a result in a format of a machine; `folder` is where a repository has the exercises."""
    from grader.report.classroom50 import NotInClassroom50  # noqa: PLC0415
    from grader.report.formats import rendered  # noqa: PLC0415

    try:
        return rendered(result, form, folder=folder)
    except NotInClassroom50 as error:
        raise UsageError(str(error)) from error


@contextmanager
def perhaps_unread() -> Iterator[None]:
    """Go on where the reader of standard output has gone (`| head`): the exit code still counts."""
    try:
        yield
    except (BrokenPipeError, SystemExit):  # the latter is how rich says so
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def mine() -> Path:
    """Return the folder that a learner edits, as short as it can be written from here."""
    return Path(os.path.relpath(exercises_dir())) if in_checkout() else Path("exercises")


def notes() -> Path:
    """Return the folder in which what hints were shown is kept: that of the learner's exercises."""
    return mine().parent


def setting_of(command: str, submission: Submission | None, *, whole: bool) -> Setting:
    """Return what a report has to know of a grade of this submission."""
    from grader.report.terminal import Setting  # noqa: PLC0415

    return Setting(command, submission.paths if submission else {}, whole)


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """Return the exit code for these outcomes; where nothing was judged, nothing has passed."""
    if "grader_error" in outcomes:
        return BROKEN
    return PASSED if set(outcomes) == {"passed"} else FELL_SHORT


def outcomes(result: Result) -> list[Outcome]:
    """Return the outcomes of all checks."""
    return [check.outcome for exercise in result.exercises for check in exercise.checks]


def day_of(day: datetime | None) -> date:
    """Return the day that was given, today without one."""
    return (day or datetime.now(UTC)).date()
