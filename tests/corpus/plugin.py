"""Options of `nox -s attacks`, and the table at its end; `python -m tests.corpus` registers it with pytest."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pytest

if TYPE_CHECKING:
    from tests.corpus.attack import Attack

KEY: Final = "attack"
"""Under which a test reports its row."""

Tell: TypeAlias = "Callable[[Attack, str, float], None]"
"""How a test reports a part of it: the attack, which part, and how long it took."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take what `python -m tests.corpus` hands on."""
    group = parser.getgroup("attacks")
    group.addoption("--attack", action="append", default=[], help="play this file of the corpus")
    group.addoption("--backend", action="append", default=[], help="play on this backend, of those that are offered")


@dataclass
class Row:
    """One file of the corpus on one backend."""

    backend: str
    name: str
    wall: str
    held: str = ""
    canary: str = ""
    seconds: float = 0.0


@dataclass
class Table:
    """Gathers what became of each attack, from all processes, and prints it."""

    began: float = field(default_factory=time.monotonic)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the row of a test, whatever came of it."""
        for key, told in report.user_properties:
            if key == KEY and report.when == "call":
                self.take(report.outcome, **dict(told))  # type: ignore[call-overload]

    def take(self, outcome: str, *, part: str, backend: str, name: str, wall: str, seconds: float) -> None:
        """Take the part of a row that one test tells: whether it is held, or whether the canary came through."""
        row = self.rows.setdefault((backend, name), Row(backend, name, wall))
        setattr(row, part, "yes" if outcome == "passed" else "NO")
        row.seconds += seconds

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the tables, and the sums under each."""
        write: Any = terminalreporter.write_line
        rows = sorted(self.rows.values(), key=lambda row: (row.backend, row.name))
        for backend, of_backend in groupby(rows, lambda row: row.backend):
            terminalreporter.section(f"{backend}, as {who()}")
            for line in lines(tuple(of_backend)):
                write(line)
        write(f"\nIn {time.monotonic() - self.began:.0f} s of real time.")


def lines(rows: Sequence[Row]) -> list[str]:
    """Return the table of one backend."""
    names, walls = (max(map(len, column)) for column in zip(*((row.name, row.wall) for row in rows), strict=True))
    head = f"{'attack':<{names}}  {'wall':<{walls}}  held  through  seconds"
    table = [
        f"{row.name:<{names}}  {row.wall:<{walls}}  {row.held or '-':<4}  {row.canary or '-':<7}  {row.seconds:7.1f}"
        for row in rows
    ]
    return [head, *table, "", sums(rows)]


def sums(rows: Sequence[Row]) -> str:
    """Return what stands under a table."""
    held = [row.held for row in rows if row.held]
    canaries = [row.canary for row in rows if row.canary]
    told = f"{len(held)} tried, {held.count('yes')} held"
    if canaries:
        told += f"; {len(canaries)} canaries, {canaries.count('yes')} broke through"
    return f"{told}; {sum(row.seconds for row in rows):.0f} s in all processes"


def pytest_configure(config: pytest.Config) -> None:
    """Print a table where the results of all processes come together."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Table(), "table of attacks")


def who() -> str:
    """Return as whom this process runs."""
    return "root" if os.geteuid() == 0 else f"an ordinary user (uid {os.geteuid()})"
