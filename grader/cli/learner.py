"""The verbs of someone who learns: grade and what helps to get there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    BROKEN,
    PASSED,
    Refusal,
    command_for,
    debug,
    exit_code,
    format_option,
    in_format,
    mine,
    notes,
    outcomes,
    perhaps_unread,
    seed_option,
    setting_of,
    submission_option,
)
from grader.exercises import UsageError, find_exercise, find_exercises, read_submission

if TYPE_CHECKING:
    from grader.exercises import Submission
    from grader.report.terminal import Setting
    from grader.result import Result


@click.command()
@click.argument("selectors", nargs=-1)
@submission_option
@format_option("terminal", "html")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the report to this file, and show it for people as well.",
)
@seed_option
@click.option("--require-isolation", is_flag=True, help="Refuse to run code that nothing walls in.")
@debug
def grade(
    selectors: Sequence[str], path: Path | None, form: str, out: Path | None, seed: int, *, require_isolation: bool
) -> int:
    """Grade exercises: all of them, or the SELECTORS.

    A selector is a topic (03_retries), an exercise (03_retries/retry_delay or retry_delay), or a check (RETRY-06).
    """
    if out is not None and not out.parent.is_dir():
        msg = f"There is no folder {str(out.parent)!r} to write to."
        raise UsageError(msg)
    submission = read_submission(path or mine(), find_exercises())
    selectors = selectors or _only(path, submission)
    result = _graded(submission, selectors, seed=seed, require_isolation=require_isolation)
    setting = setting_of(command_for(path, seed), submission, whole=not selectors)
    if out is not None:
        out.write_text(_rendered(result, form, setting, submission.files), encoding="utf-8")
    with perhaps_unread():
        if out is not None or form == "terminal":
            _show(result, setting)
        else:
            click.echo(_rendered(result, form, setting, submission.files), nl=False)
    return exit_code(outcomes(result))


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


def _rendered(result: Result, form: str, setting: Setting, files: Mapping[str, bytes]) -> str:
    """Return a report as text."""
    import io  # noqa: PLC0415

    from grader.report import layout, terminal  # noqa: PLC0415

    if form == "html":
        from grader.report import html  # noqa: PLC0415  it takes longer to import than the others

        return html.render(result, setting, files)
    if form != "terminal":
        return in_format(result, form)
    text = io.StringIO()
    terminal.render(result, layout.terminal(text), setting)
    return text.getvalue()


def _show(result: Result, setting: Setting) -> None:
    from grader.report import layout, terminal  # noqa: PLC0415

    terminal.render(result, layout.terminal(), setting)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@format_option()
@click.option("--folder", default="exercises", show_default=True, help="Where a repository has the exercises.")
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write to this file.")
@debug
def report(file: Path, form: str, folder: str, out: Path | None) -> None:
    """Show the result in FILE, which `grade --format json --out FILE` wrote, in another format; nothing is graded."""
    from grader.report import jsontext  # noqa: PLC0415

    try:
        result = jsontext.read(file.read_bytes())
    except OSError as error:
        msg = f"{file} cannot be read: {error.strerror}."
        raise UsageError(msg) from error
    except jsontext.NotAResult as error:
        raise UsageError(str(error)) from error
    text = in_format(result, form, folder=folder)
    if out is not None:
        out.write_text(text, encoding="utf-8")
        return
    with perhaps_unread():
        click.echo(text, nl=False)


@click.command()
@click.argument("selectors", nargs=-1)
@seed_option
@debug
def watch(selectors: Sequence[str], seed: int) -> None:
    """Grade again each time that a file is saved, until Ctrl-C."""
    from grader.grade.watch import watch as watched  # noqa: PLC0415

    setting = setting_of(command_for(None, seed), None, whole=False)
    watched(mine(), selectors, seed=seed, show=lambda result: _show(result, setting), say=click.echo)


@click.command()
@click.argument("check")
@click.option("--case", "text", help="The case, as a failed check names it.  [default: the first of the check]")
@submission_option
@seed_option
@debug
def practice(check: str, text: str | None, path: Path | None, seed: int) -> int:
    """Play one case of a CHECK against your code: print and breakpoint() work, and no limit ends it."""
    from grader.grade.practice import practice as practised  # noqa: PLC0415
    from grader.report import failure, layout  # noqa: PLC0415

    submission = read_submission(path or mine(), find_exercises())
    result = practised(check, text, submission, seed=seed, announce=_announce)
    failure.write_one(layout.Page(layout.terminal()), result, command_for(path, seed))
    return exit_code([result.outcome])


def _announce(case: str) -> None:
    click.echo("Your code runs here without walls or limits, on virtual time. print() and breakpoint() work.")
    click.echo(f"case  {case}\n")


@click.command()
@click.argument("check")
@submission_option
@seed_option
@debug
def hint(check: str, path: Path | None, seed: int) -> None:
    """Give the next hint for a CHECK: one at a time, and first what your mistake looks like, if it is a known one."""
    from grader.hints import Shown, advise  # noqa: PLC0415
    from grader.report import hints as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415

    submission = read_submission(path or mine(), find_exercises())
    advice = advise(check, submission, Shown(notes()), seed=seed)
    report.write_hint(advice, layout.terminal(), command_for(path, seed))


@click.command()
@click.argument("check")
@submission_option
@debug
def explain(check: str, path: Path | None) -> None:
    """Tell all about a CHECK: the rule, why, where it is stated, and the trace of a right answer beside yours."""
    from grader.hints import explain as explained  # noqa: PLC0415
    from grader.report import hints as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415

    submission = read_submission(path or mine(), find_exercises())
    report.write_explanation(explained(check, submission), layout.terminal())


@click.command()
@debug
def doctor() -> int:
    """Say what this machine offers to wall in learners' code, and try it."""
    from grader.grade.doctor import examine  # noqa: PLC0415
    from grader.report import doctor as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415

    findings = examine()
    with perhaps_unread():
        report.render(findings, layout.terminal())
    return PASSED if findings.ok else BROKEN


@click.command()
@click.argument("exercise")
@debug
def reset(exercise: str) -> None:
    """Put the stub of an EXERCISE back, and forget its hints; what you wrote is kept beside it."""
    from grader.exercises.stubs import reset as put_back  # noqa: PLC0415
    from grader.hints.shown import Shown  # noqa: PLC0415

    found = find_exercise(exercise, find_exercises())
    file = mine() / found.file
    Shown(notes()).forget(found.id)
    kept = put_back(found, mine())
    if kept is None:
        click.echo(f"{file} is the untouched stub already: nothing to do.")
    elif kept == file:
        click.echo(f"{file} is back.")
    else:
        click.echo(f"{file} is the untouched stub again. What was in it is kept in {kept}.")
