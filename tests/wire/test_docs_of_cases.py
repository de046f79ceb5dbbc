"""What `docs/cases.md` says of cases is true."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from grader.wire.case import Case
from grader.wire.notation import DISTURBERS, KINDS
from grader.wire.steps import OPTIONS, WORDS

PAGE = (Path(__file__).parents[2] / "docs" / "cases.md").read_text(encoding="utf-8")
IN_TABLES = re.findall(r"^\|.*\| `([^|]+)` \|$", PAGE, re.MULTILINE)
IN_BLOCKS = re.findall(r"^```case\n(.+)\n```$", PAGE, re.MULTILINE)
IN_COMMANDS = [shlex.split(line)[-1] for line in re.findall(r"^nox .*--case .*$", PAGE, re.MULTILINE)]


@pytest.mark.parametrize("text", [*IN_TABLES, *IN_BLOCKS, *IN_COMMANDS])
def test_an_example_reads_as_a_case(text: str) -> None:
    """Each example on the page can be played, and what it means has a text form that reads back."""
    assert Case.parse(text) == Case.parse(str(Case.parse(text)))


def test_every_example_was_found() -> None:
    """No row of a table goes without an example, and all five blocks are read."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| what ")]
    assert (len(rows), 5, 1) == (len(IN_TABLES), len(IN_BLOCKS), len(IN_COMMANDS))


@pytest.mark.parametrize("word", [*WORDS, *KINDS, *DISTURBERS, *(name.partition(".")[0] for name in OPTIONS)])
def test_every_word_of_the_notation_is_explained(word: str) -> None:
    """Whatever a case may hold stands on the page."""
    assert re.search(rf"`{re.escape(word)}[`=:@+.]", PAGE)
