"""The learner's file, line by line. It is shown, never parsed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from grader.report.escape import safe
from grader.show import cut

MOST_LINES: Final = 400
"""How many lines of a file are shown."""

WIDEST: Final = 160
"""How many characters of such a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file."""

    number: int
    text: str
    checks: tuple[str, ...] = ()
    """The checks at which an exception came from here."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is shown of a file."""

    file: str
    lines: tuple[Line, ...]
    left_out: int
    """How many lines are not shown."""

    def defines(self, called: str) -> int:
        """Return the number of the line that defines the function of a call; 0 if none is seen."""
        name = re.match(r"[A-Za-z_]\w*", called)
        begins = re.compile(rf"\s*(async\s+)?(def|class)\s+{re.escape(name[0] if name else '')}\b")
        return next((line.number for line in self.lines if name and begins.match(line.text)), 0)

    def shows(self, number: int) -> bool:
        """Tell whether a line is shown."""
        return 1 <= number <= len(self.lines)


def source(file: str, data: bytes, broken: Mapping[int, tuple[str, ...]]) -> Source:
    """Return what is shown of a file's bytes; `broken` holds checks by the number of a line."""
    lines = data.decode("utf-8", "backslashreplace").removeprefix("\ufeff").splitlines()
    shown = tuple(
        Line(number, cut(safe(line.expandtabs(4)), WIDEST), broken.get(number, ()))
        for number, line in enumerate(lines[:MOST_LINES], start=1)
    )
    return Source(file, shown, len(lines) - len(shown))
