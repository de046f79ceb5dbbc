"""No format lets hostile text through; and one that did would be seen."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

import pytest

from grader.report import formats, github, jsontext, markdown, sheets
from grader.report.html import paper
from grader.result import Moment, Outcome, Place
from tests.corpus.reports import EVIL, REPORTS
from tests.support import results

EXERCISE = "03_retries/create_with_retries"
TEXTS: dict[str, Any] = dict.fromkeys(("message", "called", "answers", "expected", "happened", "case"), EVIL)
HOSTILE = results.result(
    results.exercise(
        EXERCISE,
        results.check(
            "RETRY-06",
            "Waits at least as long as `retry-after` asks.",
            Outcome.crashed,
            where=Place(f"{EXERCISE}.py", 3, EVIL),
            timeline=(Moment(0, 0, "raise", EVIL, 0, EVIL),),
            output=f"{EVIL}\n```\n{EVIL}",
            **TEXTS,
        ),
    ),
    results.exercise(
        "05_ledger/cost", results.check("COST-01", "Behaviour.", Outcome.crashed, message=EVIL), message=EVIL
    ),
    ignored=(EVIL,),
)
FILES = {EXERCISE: EVIL.encode()}

Change = Callable[[pytest.MonkeyPatch], None]


def as_it_is(patch: pytest.MonkeyPatch) -> None:
    """Let no format write an escape for what can't be seen."""
    for name, module in list(sys.modules.items()):
        if name.startswith("grader.report.") and hasattr(module, "safe"):
            patch.setattr(module, "safe", lambda text: text)
    patch.setattr(jsontext, "_NOT_PLAIN", re.compile("(?!)"))


def elements(patch: pytest.MonkeyPatch) -> None:
    """Let a page take text for HTML."""
    patch.setattr(paper, "_PAPER", paper._PAPER.overlay(autoescape=False))


def formulas(patch: pytest.MonkeyPatch) -> None:
    """Let a sheet have formulas."""
    patch.setattr(sheets, "inert", lambda cell: cell)


def no_blocks(patch: pytest.MonkeyPatch) -> None:
    """Let Markdown show text outside of blocks."""
    patch.setattr(markdown, "_fenced", lambda text: text)


def new_lines(patch: pytest.MonkeyPatch) -> None:
    """Let a text end its annotation."""
    as_it_is(patch)
    patch.setattr(github, "_data", lambda text: text)


@pytest.mark.parametrize("name", REPORTS)
def test_no_format_is_obeyed(name: str) -> None:
    """Neither by a terminal, nor by a CI, a browser or a spreadsheet."""
    assert [] == REPORTS[name].faults(HOSTILE, FILES)


def test_every_format_is_tried() -> None:
    """A new one has to be added."""
    assert {*formats.FORMATS, "terminal", "html"} <= set(REPORTS)


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        *((name, as_it_is, "") for name in REPORTS if name != "a template that was filled in"),
        ("html", elements, "<script>"),
        ("the page of a class", elements, ""),
        ("the sheet of a class", formulas, "a formula: '=1+1"),
        ("a template that was filled in", formulas, "a formula: '=1+1"),
        ("markdown", no_blocks, "outside of a block"),
        ("github", new_lines, "annotations where 2 are ours"),
    ],
)
def test_a_format_that_does_not_escape_is_caught(
    name: str, change: Change, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of its ways to make text harmless is one that is missed."""
    change(monkeypatch)
    assert any(says in fault for fault in REPORTS[name].faults(HOSTILE, FILES))
