"""Lines with a hanging indent on a terminal. All text that they are given is escaped here, and never read as markup."""

from __future__ import annotations

import sys
from typing import IO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from grader.report.escape import safe

PLAIN_WIDTH = 100
"""Columns where there is no terminal."""

WIDEST = 120
"""Columns that are used of a wide terminal: longer lines are hard to read."""


def terminal(file: IO[str] | None = None) -> Console:
    """Return a console on standard output, or on this file; plain where it is no terminal, or NO_COLOR is set."""
    file = sys.stdout if file is None else file
    width = None if file.isatty() else PLAIN_WIDTH
    return Console(file=file, width=width, highlight=False, markup=False, emoji=False)


def words(*parts: tuple[str, str]) -> Text:
    """Return a line of escaped texts, each with its style."""
    return Text.assemble(*((safe(text), style) for text, style in parts))


class Page:
    """Writes lines on a console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._width = min(console.width, WIDEST)

    def blank(self) -> None:
        """Write an empty line."""
        self._console.print()

    def line(self, *parts: tuple[str, str]) -> None:
        """Write a line as it is, however long, so that it can be copied in one piece."""
        self._print(words(*parts))

    def hanging(self, head: Text, body: Text) -> None:
        """Write a head and beside it a body, whose further lines begin below its first."""
        indent = cell_len(head.plain)
        for number, line in enumerate(body.wrap(self._console, max(20, self._width - indent)) or [Text()]):
            self._print(Text.assemble(head if number == 0 else " " * indent, line))

    def _print(self, line: Text) -> None:
        line.rstrip()
        self._console.print(line, soft_wrap=True)
