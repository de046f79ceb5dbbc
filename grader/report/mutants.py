"""What became of the mutants of the references, on the terminal."""

from __future__ import annotations

from typing import Final

from rich.console import Console

from grader.report.layout import Page
from grader.verify.mutation import Report, Trial

LONGEST: Final = 160
"""Characters of a changed line."""


def render(report: Report, console: Console) -> None:
    """Write a report on a console: what must not be, and then the figures."""
    page = Page(console)
    for trial in report.survivors:
        _trial(page, trial, "survives", "no check notices this")
    for trial in report.errors:
        _trial(page, trial, "breaks the grader", trial.error)
    for entry, why in report.stale.items():
        page.line(("stale     ", "bold red"), (f"solutions/survivors.toml, {entry.exercise}: {why}", ""))
        _change(page, entry.was, entry.now)
    page.line((_figures(report), "bold green" if report.ok else "bold red"))


def _trial(page: Page, trial: Trial, what: str, why: str) -> None:
    mutant = trial.mutant
    place = "" if mutant.at == 1 else f", at = {mutant.at}"
    file = f"solutions/{mutant.exercise}.py:{mutant.line}"
    page.line((f"{what}  ", "bold red"), (f"{file}  ", ""), (f"{mutant.operator}{place}: {why}", "dim"))
    _change(page, mutant.was, mutant.now)


def _change(page: Page, was: str, now: str) -> None:
    for sign, text in (("- ", was), ("+ ", now)):
        page.line((f"    {sign}", "dim"), (text if len(text) <= LONGEST else f"{text[:LONGEST]}…", ""))


def _figures(report: Report) -> str:
    total, listed = len(report.trials), len(report.listed)
    wanted = total - listed
    rate = f"{report.killed / wanted:.1%}" if wanted else "none"
    speed = f"{report.seconds:.0f} s, {report.rate:.1f} a second and process"
    return f"{total} mutants: {report.killed} killed, {listed} listed; of those not listed {rate} killed. {speed}."
