"""The program: its verbs by name, and the exit code of each way that one can end."""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Sequence

import click

from grader.cli import author, course, export, homework, learner
from grader.cli.options import BROKEN, INTERRUPTED, PASSED, USAGE, program
from grader.exercises import UsageError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Exercises on running the Claude Messages API in production, graded offline."""


for verb in (
    *(learner.grade, learner.report, learner.watch, learner.practice, learner.hint, learner.explain),
    *(learner.reset, learner.doctor),
    *(homework.submit, homework.compare, homework.release, homework.receipt),
    *(author.serve, author.record, author.new, author.verify, author.fidelity),
    *(course.course, course.job),
):
    cli.add_command(verb)
course.course.add_command(export.export)


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
        code = cli.main(arguments, prog_name=program(), standalone_mode=False, obj=state)
    except click.Abort:
        return _say("Interrupted.", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UsageError as error:
        return _say(str(error), USAGE)
    except SystemExit as error:
        # So click says that its reader has gone. Before a verb begins, which sets the state, that can only be its help.
        if not state:
            return PASSED
        return _own_fault(error, debug=state.get("debug", False))
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
