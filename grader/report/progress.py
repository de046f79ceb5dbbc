"""One line that says how far a grade has come, while it runs and only where someone looks on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console

from grader.report.layout import words


class Step(Protocol):
    """How far a grade has come, in checks or whatever else is counted."""

    @property
    def exercise(self) -> str:
        """The exercise that is being graded."""

    @property
    def done(self) -> int:
        """How many have been judged."""

    @property
    def total(self) -> int:
        """How many there are in all."""


@contextmanager
def live(what: str = "checks") -> Iterator[Callable[[Step], None] | None]:
    """Show progress on standard error, and leave no trace of it. Yields None where that is no terminal.

    `what` is the word for what is counted.
    """
    if not sys.stderr.isatty():
        yield None
        return
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    with console.status(words(("starting …", "dim"))) as status:

        def show(step: Step) -> None:
            status.update(words((f"{step.done} of {step.total} {what}  ", ""), (step.exercise, "dim")))

        yield show
