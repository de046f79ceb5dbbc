"""The verbs of someone who makes exercises, or serves the simulated API."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import FELL_SHORT, PASSED, command_for, day_of, debug, perhaps_unread, seed_option
from grader.exercises import UsageError, cassettes_dir, find_exercises, nearest, select_exercises, solutions_dir

if TYPE_CHECKING:
    from grader.exercises import Exercise
    from grader.wire.recipes import Recipe


@click.command()
@click.argument("cassettes", nargs=-1)
@click.option(
    "--live", is_flag=True, help="Record from the live API, with the key in ANTHROPIC_API_KEY. This costs money."
)
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="Record from the simulator as if on this day.  [default: today]"
)
@debug
def record(cassettes: Sequence[str], day: datetime | None, *, live: bool) -> None:
    """Record CASSETTES, or all of them, as cassettes/recipes.toml says."""
    from grader.wire.record import RecordError, record_live  # noqa: PLC0415
    from grader.wire.record import record as record_simulated  # noqa: PLC0415

    folder, on = cassettes_dir(), day_of(day)
    for recipe in _recipes(cassettes):
        try:
            key = os.environ.get("ANTHROPIC_API_KEY", "")
            made = record_live(recipe, folder, key=key, day=on) if live else record_simulated(recipe, folder, day=on)
        except RecordError as error:
            raise UsageError(str(error)) from error
        click.echo(f"Recorded {os.path.relpath(made)}")


def _recipes(names: Sequence[str]) -> list[Recipe]:
    """Return the recipes of these names, or of these topics; all of them without names."""
    from grader.wire.recipes import read_recipes  # noqa: PLC0415

    recipes = read_recipes(cassettes_dir() / "recipes.toml")
    known = {r.name for r in recipes} | {r.name.partition("/")[0] for r in recipes}
    for name in set(names) - known:
        msg = f"There is no cassette {name!r}." + nearest(name, known)
        raise UsageError(msg)
    return [r for r in recipes if not names or {r.name, r.name.partition("/")[0]} & set(names)]


@click.command()
@click.argument("selectors", nargs=-1)
@click.option(
    "--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="Processes.  [default: all cores]"
)
@click.option(
    "--flake", type=click.IntRange(min=1), metavar="N", help="Grade all answers N times, otherwise each time."
)
@click.option("--mutants", is_flag=True, help="Break each reference in small ways, and see that a check notices.")
@debug
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
    with perhaps_unread():
        report.render(found, layout.terminal())
    return PASSED if found.ok else FELL_SHORT


@click.command()
@click.argument("exercise")
@click.option("--prefix", help="What the ids of its checks begin with.  [default: the first word of its name]")
@debug
def new(exercise: str, prefix: str | None) -> None:
    """Lay out a new EXERCISE, such as 03_retries/my_exercise, with all its parts: change them until it is yours."""
    from grader.authoring import lay_out  # noqa: PLC0415

    laid = lay_out(exercise, prefix, day=day_of(None))
    for path in laid.new:
        click.echo(f"new      {os.path.relpath(path)}")
    for path in laid.changed:
        click.echo(f"changed  {os.path.relpath(path)}")
    click.echo(f"\nIts checks are {laid.prefix}-01 and {laid.prefix}-02, and its answers grade as they should:")
    click.echo(f"  {command_for(Path('solutions'), 0).format(verb='grade')} {laid.exercise.name}")
    click.echo("How to go on from here: docs/authoring.md")


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port.  [default: any free one]")
@click.option("--script", "text", default="", help="How it answers, as in a case: '529; ok'.  [default: ok]")
@click.option(
    "--batch-seconds",
    type=click.FloatRange(min=0),
    default=120,
    show_default=True,
    help="How long a batch takes.",
)
@seed_option
@debug
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


@click.command()
@click.option(
    "--recordings",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of real recordings, in vcrpy's YAML.  [default: none]",
)
@debug
def fidelity(recordings: Path | None) -> int:
    """Hold the simulated API, our cassettes and real recordings against the rules of the wire."""
    from grader.fidelity import RecordingError, examine  # noqa: PLC0415
    from grader.report import fidelity as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415

    try:
        findings = examine(cassettes_dir(), recordings)
    except RecordingError as error:
        raise UsageError(str(error)) from error
    with perhaps_unread():
        report.render(findings, layout.terminal())
    return PASSED if findings.ok else FELL_SHORT
