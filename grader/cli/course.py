"""The verbs of someone who grades a class."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from grader.cli.options import (
    BROKEN,
    FELL_SHORT,
    INTERRUPTED,
    PASSED,
    USAGE,
    Refusal,
    debug,
    perhaps_unread,
    seed_option,
)
from grader.exercises import UsageError, find_exercises, select_exercises, solutions_dir

if TYPE_CHECKING:
    from grader.course import Course, Gradebook
    from grader.course.key import Grounds
    from grader.course.roster import Roster
    from grader.course.session import MakeBench

CORES: Final = os.cpu_count() or 1


def file_option(
    name: str, text: str, *, required: bool = False
) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Return what adds the option of a file to a verb."""
    kind = click.Path(dir_okay=False, path_type=Path)
    return click.option(name, type=kind, help=text, required=required)


book_option = file_option("--book", "The gradebook, a file of SQLite.", required=True)
course_option = file_option("--course", "The course file.  [default: that of the gradebook, else the shipped one]")
roster_option = file_option("--roster", "A CSV with the column student, and perhaps name, email and submission.")
times_option = file_option("--times", "A CSV with the columns submission and time: when each was handed in.")
jobs_option = click.option("--jobs", type=click.IntRange(min=1), help="Judges.  [default: one a core]")
scheduler_option = click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Have the workers of this scheduler of Dask's grade, instead of this machine.",
)
folder_argument = click.argument("folder", metavar="SUBMISSIONS", type=click.Path(path_type=Path))


class Interrupted(click.ClickException):
    """Someone pressed Ctrl-C, and nothing is lost."""

    exit_code = INTERRUPTED


@contextmanager
def told() -> Iterator[None]:
    """Say what went wrong in words that help."""
    from grader.course import BookError  # noqa: PLC0415
    from grader.course.cluster import ClusterError  # noqa: PLC0415
    from grader.course.storage import WrongBook  # noqa: PLC0415
    from grader.grade import NoIsolation  # noqa: PLC0415

    try:
        yield
    except WrongBook as error:
        raise UsageError(str(error)) from error
    except (BookError, ClusterError, NoIsolation) as error:
        raise Refusal(str(error)) from error
    except KeyboardInterrupt:
        msg = "Interrupted. What was recorded is kept, and the same command goes on from there."
        raise Interrupted(msg) from None


def _course(path: Path | None, book: Path | None = None) -> Course:
    """Return the course of a file, else that of the gradebook, else the shipped one."""
    from grader.course import read_book, read_course  # noqa: PLC0415

    if path is not None:
        return read_course(path)
    if book is not None and book.is_file() and book.stat().st_size:
        with read_book(book) as opened:
            return opened.course
    return read_course()


def _tables(roster: Path | None, times: Path | None) -> tuple[Roster, Mapping[str, datetime]]:
    from grader.course.roster import NO_ROSTER, read_roster  # noqa: PLC0415
    from grader.course.times import read_times  # noqa: PLC0415

    return read_roster(roster) if roster else NO_ROSTER, read_times(times) if times else {}


def _notes(said: Sequence[str]) -> None:
    from grader.report import course as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415

    with perhaps_unread():
        report.notes(said, layout.terminal())


@contextmanager
def _bench(scheduler: str | None, jobs: int | None, book: Gradebook, under: Grounds) -> Iterator[MakeBench | None]:
    """Yield what makes a bench of a cluster, None for this machine; say afterwards which workers were not used."""
    from grader.course.cluster import Cluster  # noqa: PLC0415

    if scheduler is None:
        yield None
        return
    if jobs is not None:
        msg = "--jobs is for this machine; with --scheduler each thread of a worker takes a submission at a time."
        raise UsageError(msg)
    refused: list[str] = []
    try:
        yield lambda *_: Cluster(scheduler, book.course, under, refused.append)
    finally:
        _notes(refused)


def _standing(book: Path) -> int:
    """Show where a class stands; return 3 if the grader failed on someone, 1 if someone was not graded."""
    from grader.course import read_book, survey  # noqa: PLC0415
    from grader.report import course as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415

    with read_book(book) as opened:
        found = survey(opened)
    with perhaps_unread():
        report.status(found, layout.terminal())
    return BROKEN if "failed" in found.statuses else FELL_SHORT if "refused" in found.statuses else PASSED


@click.group()
def course() -> None:
    """Grade a class, and keep its gradebook."""


@course.command()
@folder_argument
@book_option
@course_option
@roster_option
@times_option
@jobs_option
@scheduler_option
@click.option("--retry-failed", is_flag=True, help="Try again what the grader failed on before.")
@debug
def grade(
    folder: Path,
    *,
    book: Path,
    course: Path | None,
    roster: Path | None,
    times: Path | None,
    jobs: int | None,
    scheduler: str | None,
    retry_failed: bool,
) -> int:
    """Grade SUBMISSIONS: a folder with a folder or a zip of each student, named by the student.

    It may be ended at any time; the same command goes on where it was.
    """
    from grader.course import open_book  # noqa: PLC0415
    from grader.course.handed_in import collect  # noqa: PLC0415
    from grader.course.session import finish, grounds_here, outdated, take  # noqa: PLC0415
    from grader.report.progress import live  # noqa: PLC0415

    known, at = _tables(roster, times)
    found = collect(folder, known, at, find_exercises())  # before a gradebook is made: a typo leaves none behind
    with told():
        with open_book(book, _course(course, book)) as opened:
            under = grounds_here(opened)
            opened.resume(under, failed=retry_failed)
            _notes(take(opened, found, known, under))
            with live("submissions") as progress, _bench(scheduler, jobs, opened, under) as make:
                finish(opened, jobs=jobs or CORES, told=progress, make=make)
            if old := outdated(opened, under):
                _notes(
                    [f"{len(old)} verdicts rest on other checks or packages; `course regrade` says who would change."]
                )
        return _standing(book)


@course.command()
@book_option
@debug
def status(book: Path) -> int:
    """Say how far a class is, while it is graded or later."""
    with told():
        return _standing(book)


@course.command()
@click.argument("folder", metavar="RESULTS", type=click.Path(path_type=Path))
@book_option
@course_option
@roster_option
@times_option
@debug
def merge(folder: Path, book: Path, course: Path | None, roster: Path | None, times: Path | None) -> int:
    """Take what `job --out` wrote into RESULTS/ into the gradebook."""
    from grader.course import open_book  # noqa: PLC0415
    from grader.course.merge import job_files  # noqa: PLC0415
    from grader.course.merge import merge as merged  # noqa: PLC0415
    from grader.course.session import grounds_here  # noqa: PLC0415

    known, at = _tables(roster, times)
    files = job_files(folder)
    with told():
        with open_book(book, _course(course, book)) as opened:
            new, notes = merged(opened, files, known, at, grounds_here(opened))
        _notes([*notes, f"{new} new results"])
        return _standing(book)


@course.command(context_settings={"ignore_unknown_options": True})
@click.argument("student")
@click.argument("exercise")
@click.argument("points")
@click.option("--reason", required=True, help="Why; it stands beside the points for good.")
@book_option
@debug
def adjust(student: str, exercise: str, points: str, reason: str, book: Path) -> None:
    """Add POINTS (2, -1, 0.5, 1/3) to what the checks gave a STUDENT for an EXERCISE; the verdict stays as it is."""
    from grader.course import open_book  # noqa: PLC0415
    from grader.course.adjust import adjust as adjusted  # noqa: PLC0415

    with told(), open_book(book) as opened:
        made = adjusted(opened, student, exercise, points, reason)
        total = sum(one.value for one in opened.adjustments(made.student) if one.exercise == made.exercise)
        later = "" if opened.has_verdict(made.student) else " It counts once there is a verdict."
    with perhaps_unread():
        click.echo(f"Recorded. {made.exercise} is adjusted by {total} in all for this student.{later}")


@course.command()
@book_option
@course_option
@jobs_option
@scheduler_option
@click.option("--accept", is_flag=True, help="Let the new verdicts count; the old ones stay readable.")
@debug
def regrade(book: Path, course: Path | None, jobs: int | None, scheduler: str | None, *, accept: bool) -> int:
    """Grade anew what rests on other checks or packages, and say who changes, by how much, and why."""
    from grader.course import open_book  # noqa: PLC0415
    from grader.course.regrade import regrade as regraded  # noqa: PLC0415
    from grader.course.session import grounds_here  # noqa: PLC0415
    from grader.report import course as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415
    from grader.report.progress import live  # noqa: PLC0415

    with told(), open_book(book, _course(course, book)) as opened:
        under = grounds_here(opened)
        opened.resume(under)
        with live("submissions") as progress, _bench(scheduler, jobs, opened, under) as make:
            found = regraded(opened, under, jobs=jobs or CORES, told=progress, make=make)
        if accept:
            found.accept(opened)
        with perhaps_unread():
            report.regraded(found, layout.terminal(), accepted=accept)
    return BROKEN if any(change.failed for change in found.changes) else PASSED


@course.command()
@click.argument("selectors", nargs=-1)
@seed_option
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("autograder.zip"),
    show_default=True,
    help="The zip to write.",
)
@debug
def autograder(selectors: Sequence[str], seed: int, out: Path) -> None:
    """Make Gradescope's autograder.zip of the last commit, for the exercises that SELECTORS name, or for all."""
    from grader.homework import write  # noqa: PLC0415
    from grader.homework.autograder import autograder as made  # noqa: PLC0415
    from grader.homework.bundle import head  # noqa: PLC0415

    exercises = select_exercises(selectors, find_exercises()) if selectors else ()
    data = made(head(solutions_dir().parent), [exercise.id for exercise in exercises], seed)
    write(out, data)
    with perhaps_unread():
        click.echo(f"{out}  {len(data):,} bytes: upload it as the assignment's autograder.")


@click.command()
@click.argument("submission", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Write the result here.")
@course_option
@click.option("--seed", type=click.IntRange(min=0), help="That of the gradebook.  [default: that of the course file]")
@debug
def job(submission: Path, out: Path, course: Path | None, seed: int | None) -> int:
    """Grade one SUBMISSION apart, for `course merge`: a folder or a zip, named by the student.

    The exit code is 0 when it was graded, whatever the points.
    """
    from grader.course.job import encoded  # noqa: PLC0415
    from grader.course.job import job as done  # noqa: PLC0415
    from grader.homework import see_writable, write  # noqa: PLC0415

    graded = _course(course)
    if seed is None and graded.seed == "gradebook":
        msg = "The course draws a seed for each gradebook. Name it with --seed; `course seed --book FILE` prints it."
        raise UsageError(msg)
    try:
        submission.stat()
    except OSError as error:
        msg = f"The submission {str(submission)!r} cannot be read: {error.strerror}. Nothing was written."
        raise UsageError(msg) from error
    see_writable(out)
    with told():
        made = done(submission, graded, int(graded.seed) if seed is None else seed)
    write(out, encoded(made))
    if made.refusal:
        click.echo(made.refusal, err=True)
        return USAGE
    return BROKEN if made.result and made.result.status == "grader_error" else PASSED


@course.command()
@book_option
@course_option
@debug
def seed(book: Path, course: Path | None) -> None:
    """Print the seed of a gradebook, for `job`; there need not be a gradebook yet."""
    from grader.course import open_book  # noqa: PLC0415

    with told(), open_book(book, _course(course, book)) as opened, perhaps_unread():
        click.echo(opened.seed)
