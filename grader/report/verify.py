"""What `verify` found, on the terminal: a matrix an exercise, and what is left to mend."""

from __future__ import annotations

import time
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from grader.report.layout import Page, words
from grader.verify.flake import Round
from grader.verify.matrix import FEW, Matrix
from grader.verify.statics import Finding

FAILS = "✗"


class Proof:
    """Writes what is found as it is found, and whether all of it is right."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._page = Page(console)
        self._began = time.monotonic()
        self.ok = True

    def matrices(self, found: Iterable[Matrix]) -> None:
        """Write a matrix for each exercise, and what they come to."""
        exercises = verdicts = 0
        for matrix in found:
            self._matrix(matrix)
            exercises, verdicts = exercises + 1, verdicts + matrix.verdicts
        self._sum(f"{exercises} exercises, {verdicts:,} verdicts")

    def rounds(self, found: Iterable[Round]) -> None:
        """Write a line for each round, and what they come to."""
        number = verdicts = 0
        for each in found:
            number, verdicts = number + 1, verdicts + each.verdicts
            sign = ("✓ ", "green") if not each.problems else ("✗ ", "bold red")
            self._page.line(sign, (f"seed {each.number}: {each.verdicts} verdicts", ""))
            self._problems(each.problems)
        self._sum(f"{number} rounds, {verdicts:,} verdicts")

    def findings(self, found: Iterable[Finding]) -> None:
        """Write what is wrong with files."""
        self._problems(f"{finding.where}: {finding.says}" for finding in found)

    def _matrix(self, matrix: Matrix) -> None:
        self._page.blank()
        sign = ("✓ ", "bold green") if matrix.ok else ("✗ ", "bold red")
        told = f"{matrix.points} points, {matrix.answers} answers, {matrix.verdicts} verdicts"
        self._page.line(sign, (matrix.exercise, "bold"), (f"  {told}", "dim"))
        self._console.print(_table(matrix))
        self._problems(matrix.problems)
        if matrix.lonely:
            self._problems([f"no mistake fails it alone: {', '.join(matrix.lonely)}"])
        if matrix.few:
            self._problems([f"fewer than {FEW} claims on the reference: {', '.join(matrix.few)}"])

    def _problems(self, found: Iterable[str]) -> None:
        for problem in found:
            self.ok = False
            self._page.hanging(words(("    ✗ ", "red")), words((problem, "")))

    def _sum(self, counted: str) -> None:
        self._page.blank()
        said, style = ("each as it should be", "bold green") if self.ok else ("not all as they should be", "bold red")
        self._page.line((f"{counted}, {said}", style), (f"   {time.monotonic() - self._began:.0f} s", "dim"))


def _table(matrix: Matrix) -> Table:
    prefix = matrix.checks[0].rpartition("-")[0]
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="dim")
    table.add_column(f"    {prefix}-")
    for check in matrix.checks:
        table.add_column(check.rpartition("-")[2], justify="right")
    for mistake, broken in matrix.rows.items():
        table.add_row(words((f"    {mistake}", "")), *(FAILS if check in broken else "·" for check in matrix.checks))
    table.add_row(words(("    claims", "dim")), *(words((f"{made}", "dim")) for made in matrix.claims.values()))
    return table
