"""What `doctor` found, on the terminal."""

from __future__ import annotations

from typing import Final

from rich.console import Console

from grader.report.layout import Page, words
from grader.sandbox.findings import Findings, Trial
from grader.sandbox.probes import Probe

YES: Final = ("  ✓ ", "green")
NO: Final = ("  ✗ ", "red")
NAME: Final = 12
"""Columns of a probe's name."""
BACKEND: Final = 30
"""Columns of a backend's name."""


def render(findings: Findings, console: Console) -> None:
    """Write the findings on a console."""
    page = Page(console)
    page.line((", ".join(f"{name} {version}" for name, version in findings.versions.items()), "dim"))
    page.blank()
    page.line(("What this machine offers", "bold"))
    for probe in findings.probes:
        _probe(page, probe)
    if findings.trials:
        page.blank()
        page.line(("Ways to wall in a learner's code, each tried with code that wants out", "bold"))
    for trial in findings.trials:
        _trial(page, trial)
    page.blank()
    page.hanging(words(("", "")), words((_verdict(findings), "bold")))


def _probe(page: Page, probe: Probe) -> None:
    page.hanging(words(YES if probe.ok else NO, (f"{probe.name:<{NAME}}", "")), words((probe.says, "")))
    if not probe.ok:
        page.hanging(words((" " * (4 + NAME), "")), words((probe.cure, "bold")))


def _trial(page: Page, trial: Trial) -> None:
    page.hanging(words(YES if trial.ok else NO, (f"{trial.backend:<{BACKEND}}", "")), words((_outcome(trial), "")))


def _outcome(trial: Trial) -> str:
    if trial.broke:
        return f"does not work: {trial.broke}"
    if trial.got_through:
        return f"does not hold. The code could {', '.join(trial.got_through)}."
    return f"holds; ready after {trial.seconds:.1f} s"


def _verdict(findings: Findings) -> str:
    if findings.ok:
        return f"Learners' code is graded here behind {findings.trials[0].backend}."
    if findings.trials:
        return "The first of these ways grades here, and it is broken: please report this, with all that stands above."
    return (
        "Nothing walls in learners' code here: grade your own code only. "
        "With --require-isolation nothing is graded, and the exit code is 3."
    )
