"""The verbs of the command line. No logic: each reads its arguments, calls the front of a room, and shows what it says.

Exit codes: 0 all selected checks passed; 1 some failed or are to do; 2 the command makes no sense; 3 the grader or its
isolation failed; 130 interrupted. What a verb needs is imported when it is called, so that `--help` comes at once.
"""

from __future__ import annotations

import os
import platform
import shlex
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from grader.exercises import (
    UsageError,
    cassettes_dir,
    exercises_dir,
    find_exercise,
    find_exercises,
    in_checkout,
    nearest,
    read_submission,
    select_exercises,
    solutions_dir,
)

if TYPE_CHECKING:
    from grader.exercises import Exercise, Submission
    from grader.report.terminal import Setting
    from grader.result import Outcome, Result
    from grader.wire.recipes import Recipe

PASSED: Final = 0
FELL_SHORT: Final = 1
USAGE: Final = 2
BROKEN: Final = 3
INTERRUPTED: Final = 130

F = TypeVar("F", bound=Callable[..., object])


class Refusal(click.ClickException):
    """What was asked for cannot be done on such a machine."""

    exit_code = BROKEN


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb and return the exit code.

    No exception leaves it, for Python's own exit code for one says that checks failed.
    """
    if platform.system() == "Windows":
        return _say("Retrial runs on Linux, on macOS, and on Windows inside WSL 2.", BROKEN)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a terminal of another century
    state: dict[str, bool] = {}
    try:
        code = cli.main(arguments, prog_name=_program(), standalone_mode=False, obj=state)
    except click.Abort:
        return _say("Interrupted.", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UsageError as error:
        return _say(str(error), USAGE)
    except BaseException as error:  # noqa: BLE001  SystemExit and the judge's own among them: none may pass for a verdict
        return _own_fault(error, debug=state.get("debug", False))
    return code if isinstance(code, int) else PASSED


def _say(sentence: str, code: int) -> int:
    click.echo(sentence, err=True)
    return code


def _own_fault(error: BaseException, *, debug: bool) -> int:
    from grader.report.escape import safe  # noqa: PLC0415

    what = "".join(traceback.format_exception(error)) if debug else f"{type(error).__name__}: {safe(str(error))}\n"
    how = (
        "Please report it with this text." if debug else "Run it again with --debug, and please report what it prints."
    )
    return _say(f"The grader itself failed; this is not your fault. {how}\n\n{what}", BROKEN)


def _program() -> str:
    return "python -m grader"


def _command(path: Path | None, seed: int) -> str:
    """Return how a verb is called again on the same files with the same seed, for what a report suggests."""
    command = "nox -s {verb} --" if in_checkout() else f"{_program()} {{verb}}"
    files = "" if path is None else f" --submission {shlex.quote(str(path))}"
    files = files.replace("{", "{{").replace("}", "}}")  # the verb is filled in later
    return command + files + (f" --seed {seed}" if seed else "")


# ---------------------------------------------------------------- what verbs share


def _set_debug(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001  click's signature
    context.obj["debug"] = value


def _debug(verb: F) -> F:
    text = "Show a traceback if the grader itself fails."
    return click.option("--debug", is_flag=True, expose_value=False, callback=_set_debug, help=text)(verb)


def _submission(verb: F) -> F:
    text = "A folder, a zip, or one exercise file; `solutions` for the references.  [default: your exercises]"
    return click.option("--submission", "path", type=click.Path(path_type=Path), help=text)(verb)


def _seed(verb: F) -> F:
    text = "Draws other inputs; the same seed draws the same."
    return click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help=text)(verb)


@contextmanager
def _perhaps_unread() -> Iterator[None]:
    """Go on where the reader of standard output has gone (`| head`): the exit code still counts."""
    try:
        yield
    except (BrokenPipeError, SystemExit):  # the latter is how rich says so
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _mine() -> Path:
    """Return the folder that a learner edits, as short as it can be written from here."""
    return Path(os.path.relpath(exercises_dir())) if in_checkout() else Path("exercises")


def _notes() -> Path:
    """Return the folder in which what hints were shown is kept: that of the learner's exercises."""
    return _mine().parent


def _setting(command: str, submission: Submission | None, *, whole: bool) -> Setting:
    from grader.report.terminal import Setting  # noqa: PLC0415

    return Setting(command, submission.paths if submission else {}, whole)


def _code(outcomes: Sequence[Outcome]) -> int:
    """Return the exit code for these outcomes; where nothing was judged, nothing has passed."""
    if "grader_error" in outcomes:
        return BROKEN
    return PASSED if set(outcomes) == {"passed"} else FELL_SHORT


def _outcomes(result: Result) -> list[Outcome]:
    return [check.outcome for exercise in result.exercises for check in exercise.checks]


# ---------------------------------------------------------------- the verbs


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Exercises on running the Claude Messages API in production, graded offline."""


@cli.command()
@click.argument("selectors", nargs=-1)
@_submission
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json", "junit"]), default="terminal", show_default=True
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the report to this file, and show it for people as well.",
)
@_seed
@click.option("--require-isolation", is_flag=True, help="Refuse to run code that nothing walls in.")
@_debug
def grade(
    selectors: Sequence[str], path: Path | None, form: str, out: Path | None, seed: int, *, require_isolation: bool
) -> int:
    """Grade exercises: all of them, or the SELECTORS.

    A selector is a topic (03_retries), an exercise (03_retries/retry_delay or retry_delay), or a check (RETRY-06).
    """
    if out is not None and not out.parent.is_dir():
        msg = f"There is no folder {str(out.parent)!r} to write to."
        raise UsageError(msg)
    submission = read_submission(path or _mine(), find_exercises())
    selectors = selectors or _only(path, submission)
    result = _graded(submission, selectors, seed=seed, require_isolation=require_isolation)
    setting = _setting(_command(path, seed), submission, whole=not selectors)
    if out is not None:
        out.write_text(_rendered(result, form, setting), encoding="utf-8")
    with _perhaps_unread():
        if out is not None or form == "terminal":
            _show(result, setting)
        else:
            click.echo(_rendered(result, form, setting), nl=False)
    return _code(_outcomes(result))


def _only(path: Path | None, submission: Submission) -> Sequence[str]:
    """Return the exercise that a single file is: nobody else's part is to do then."""
    return (*submission.files, *submission.unreadable) if path is not None and path.suffix == ".py" else ()


def _graded(submission: Submission, selectors: Sequence[str], *, seed: int, require_isolation: bool) -> Result:
    from grader.grade import grade as graded  # noqa: PLC0415
    from grader.grade.grader import NoIsolation  # noqa: PLC0415
    from grader.report.progress import live  # noqa: PLC0415

    try:
        with live() as progress:
            return graded(submission, selectors, seed=seed, require_isolation=require_isolation, progress=progress)
    except NoIsolation as error:
        raise Refusal(str(error)) from error


def _rendered(result: Result, form: str, setting: Setting) -> str:
    """Return a report as text."""
    import io  # noqa: PLC0415

    from grader.report import jsontext, junit, layout, terminal  # noqa: PLC0415

    if form == "json":
        return jsontext.render(result)
    if form == "junit":
        return junit.render(result)
    text = io.StringIO()
    terminal.render(result, layout.terminal(text), setting)
    return text.getvalue()


def _show(result: Result, setting: Setting) -> None:
    from grader.report import layout, terminal  # noqa: PLC0415

    terminal.render(result, layout.terminal(), setting)


@cli.command()
@click.argument("selectors", nargs=-1)
@_seed
@_debug
def watch(selectors: Sequence[str], seed: int) -> None:
    """Grade again each time that a file is saved, until Ctrl-C."""
    from grader.grade.watch import watch as watched  # noqa: PLC0415

    setting = _setting(_command(None, seed), None, whole=False)
    watched(_mine(), selectors, seed=seed, show=lambda result: _show(result, setting), say=click.echo)


@cli.command()
@click.argument("check")
@click.option("--case", "text", help="The case, as a failed check names it.  [default: the first of the check]")
@_submission
@_seed
@_debug
def practice(check: str, text: str | None, path: Path | None, seed: int) -> int:
    """Play one case of a CHECK against your code: print and breakpoint() work, and no limit ends it."""
    from grader.grade.practice import practice as practised  # noqa: PLC0415
    from grader.report import failure, layout  # noqa: PLC0415

    submission = read_submission(path or _mine(), find_exercises())
    result = practised(check, text, submission, seed=seed, announce=_announce)
    failure.write_one(layout.Page(layout.terminal()), result, _command(path, seed))
    return _code([result.outcome])


def _announce(case: str) -> None:
    click.echo("Your code runs here without walls or limits, on virtual time. print() and breakpoint() work.")
    click.echo(f"case  {case}\n")


@cli.command()
@click.argument("check")
@_submission
@_seed
@_debug
def hint(check: str, path: Path | None, seed: int) -> None:
    """Give the next hint for a CHECK: one at a time, and first what your mistake looks like, if it is a known one."""
    from grader.hints import Shown, advise  # noqa: PLC0415
    from grader.report import hints as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415

    submission = read_submission(path or _mine(), find_exercises())
    advice = advise(check, submission, Shown(_notes()), seed=seed)
    report.write_hint(advice, layout.terminal(), _command(path, seed))


@cli.command()
@click.argument("check")
@_submission
@_debug
def explain(check: str, path: Path | None) -> None:
    """Tell all about a CHECK: the rule, why, where it is stated, and the trace of a right answer beside yours."""
    from grader.hints import explain as explained  # noqa: PLC0415
    from grader.report import hints as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415

    submission = read_submission(path or _mine(), find_exercises())
    report.write_explanation(explained(check, submission), layout.terminal())


@cli.command()
@_debug
def doctor() -> int:
    """Say what this machine offers to wall in learners' code, and try it."""
    from grader.grade.doctor import examine  # noqa: PLC0415
    from grader.report import doctor as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415

    findings = examine()
    with _perhaps_unread():
        report.render(findings, layout.terminal())
    return PASSED if findings.ok else BROKEN


@cli.command()
@click.argument("exercise")
@_debug
def reset(exercise: str) -> None:
    """Put the stub of an EXERCISE back, and forget its hints; what you wrote is kept beside it."""
    from grader.exercises.stubs import reset as put_back  # noqa: PLC0415
    from grader.hints.shown import Shown  # noqa: PLC0415

    found = find_exercise(exercise, find_exercises())
    file = _mine() / found.file
    Shown(_notes()).forget(found.id)
    kept = put_back(found, _mine())
    if kept is None:
        click.echo(f"{file} is the untouched stub already: nothing to do.")
    elif kept == file:
        click.echo(f"{file} is back.")
    else:
        click.echo(f"{file} is the untouched stub again. What was in it is kept in {kept}.")


@cli.command()
@click.argument("cassettes", nargs=-1)
@click.option(
    "--live", is_flag=True, help="Record from the live API, with the key in ANTHROPIC_API_KEY. This costs money."
)
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="Record from the simulator as if on this day.  [default: today]"
)
@_debug
def record(cassettes: Sequence[str], day: datetime | None, *, live: bool) -> None:
    """Record CASSETTES, or all of them, as cassettes/recipes.toml says."""
    from grader.wire.record import RecordError, record_live  # noqa: PLC0415
    from grader.wire.record import record as record_simulated  # noqa: PLC0415

    folder, on = cassettes_dir(), _date(day)
    for recipe in _recipes(cassettes):
        try:
            key = os.environ.get("ANTHROPIC_API_KEY", "")
            made = record_live(recipe, folder, key=key, day=on) if live else record_simulated(recipe, folder, day=on)
        except RecordError as error:
            raise UsageError(str(error)) from error
        click.echo(f"Recorded {os.path.relpath(made)}")


def _date(day: datetime | None) -> date:
    return (day or datetime.now(UTC)).date()


def _recipes(names: Sequence[str]) -> list[Recipe]:
    """Return the recipes of these names, or of these topics; all of them without names."""
    from grader.wire.recipes import read_recipes  # noqa: PLC0415

    recipes = read_recipes(cassettes_dir() / "recipes.toml")
    known = {r.name for r in recipes} | {r.name.partition("/")[0] for r in recipes}
    for name in set(names) - known:
        msg = f"There is no cassette {name!r}." + nearest(name, known)
        raise UsageError(msg)
    return [r for r in recipes if not names or {r.name, r.name.partition("/")[0]} & set(names)]


@cli.command()
@click.argument("selectors", nargs=-1)
@click.option(
    "--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="Processes.  [default: all cores]"
)
@click.option(
    "--flake", type=click.IntRange(min=1), metavar="N", help="Grade all answers N times, otherwise each time."
)
@click.option("--mutants", is_flag=True, help="Break each reference in small ways, and see that a check notices.")
@_debug
def verify(selectors: Sequence[str], jobs: int, flake: int | None, *, mutants: bool) -> int:
    """Prove that the course grades rightly: all of it, or the topics and exercises that SELECTORS name."""
    from grader.report import layout  # noqa: PLC0415
    from grader.report import verify as report  # noqa: PLC0415
    from grader.verify import course, findings, flake_rounds  # noqa: PLC0415

    exercises = select_exercises(selectors, find_exercises())
    if mutants:
        return _mutants(exercises, jobs)
    page = report.Proof(layout.terminal())
    if flake is not None:
        page.rounds(flake_rounds(exercises, flake, jobs))
    else:
        page.findings(findings(exercises))
        page.matrices(course(exercises, jobs))
    return PASSED if page.ok else FELL_SHORT


def _mutants(exercises: Sequence[Exercise], jobs: int) -> int:
    from grader.report import layout  # noqa: PLC0415
    from grader.report import mutants as report  # noqa: PLC0415
    from grader.report.progress import live  # noqa: PLC0415
    from grader.verify.mutation import ListError, read_survivors, run  # noqa: PLC0415
    from grader.verify.pool import pool  # noqa: PLC0415

    try:
        entries = read_survivors(solutions_dir() / "survivors.toml")
    except ListError as error:
        raise UsageError(str(error)) from error
    with pool(jobs) as processes, live("mutants") as progress:
        found = run(processes, exercises, entries, jobs=jobs, progress=progress)
    with _perhaps_unread():
        report.render(found, layout.terminal())
    return PASSED if found.ok else FELL_SHORT


@cli.command()
@click.argument("exercise")
@click.option("--prefix", help="What the ids of its checks begin with.  [default: the first word of its name]")
@_debug
def new(exercise: str, prefix: str | None) -> None:
    """Lay out a new EXERCISE, such as 03_retries/my_exercise, with all its parts: change them until it is yours."""
    from grader.authoring import lay_out  # noqa: PLC0415

    laid = lay_out(exercise, prefix, day=_date(None))
    for path in laid.new:
        click.echo(f"new      {os.path.relpath(path)}")
    for path in laid.changed:
        click.echo(f"changed  {os.path.relpath(path)}")
    click.echo(f"\nIts checks are {laid.prefix}-01 and {laid.prefix}-02, and its answers grade as they should:")
    click.echo(f"  {_command(Path('solutions'), 0).format(verb='grade')} {laid.exercise.name}")
    click.echo("How to go on from here: docs/authoring.md")


@cli.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port.  [default: any free one]")
@click.option("--script", "text", default="", help="How it answers, as in a case: '529; ok'.  [default: ok]")
@click.option(
    "--batch-seconds",
    type=click.FloatRange(min=0),
    default=120,
    show_default=True,
    help="How long a batch takes.",
)
@_seed
@_debug
def serve(port: int, text: str, batch_seconds: float, seed: int) -> None:
    """Serve the simulated API on this machine, for any client in any language."""
    from grader.wire.notation import read_script  # noqa: PLC0415
    from grader.wire.serve import serve as served  # noqa: PLC0415
    from grader.wire.steps import CaseError  # noqa: PLC0415

    try:
        script = read_script(text) if text else None
    except CaseError as error:
        raise UsageError(str(error)) from error
    served(port=port, seed=seed, script=script, batch_seconds=batch_seconds)


@cli.command()
@click.option(
    "--recordings",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of real recordings, in vcrpy's YAML.  [default: none]",
)
@_debug
def fidelity(recordings: Path | None) -> int:
    """Hold the simulated API, our cassettes and real recordings against the rules of the wire."""
    from grader.fidelity import RecordingError, examine  # noqa: PLC0415
    from grader.report import fidelity as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415

    try:
        findings = examine(cassettes_dir(), recordings)
    except RecordingError as error:
        raise UsageError(str(error)) from error
    with _perhaps_unread():
        report.render(findings, layout.terminal())
    return PASSED if findings.ok else FELL_SHORT
