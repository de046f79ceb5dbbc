"""The list of mutants that may survive is exact."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.exercises import solutions_dir
from grader.verify.mutation.mutant import Mutant
from grader.verify.mutation.survivors import Entry, ListError, read_survivors, stale

ENTRY = Entry("03_retries/x", "a < 1", "a <= 1", "open", "two right answers differ")
TABLE = """
[[survivor]]
exercise = "03_retries/x"
was = "a < 1"
now = "a <= 1"
kind = "open"
reason = "two right answers differ"
"""


def mutant(at: int = 1, now: str = "a <= 1") -> Mutant:
    """Return a mutant that the entry is about."""
    return Mutant("03_retries/x", "comparison", 7, "a < 1", now, at, b"")


def listed(tmp_path: Path, text: str) -> list[Entry]:
    """Return the entries of a list of this text."""
    file = tmp_path / "survivors.toml"
    file.write_text(text, encoding="utf-8")
    return read_survivors(file)


def test_entries_are_read(tmp_path: Path) -> None:
    """With and without a place."""
    assert [ENTRY] == listed(tmp_path, TABLE)
    assert [2] == [entry.at for entry in listed(tmp_path, f"{TABLE}at = 2")]
    assert [] == listed(tmp_path, "")


@pytest.mark.parametrize(
    "text",
    [
        "[[survivor]",
        TABLE.replace('"open"', '"other"'),
        TABLE.replace('"two right answers differ"', '""'),
        TABLE.replace("reason", "because"),
        f'{TABLE}at = "2"',
        TABLE * 2,
    ],
)
def test_what_is_no_entry_is_said(tmp_path: Path, text: str) -> None:
    """No entry without its reason, none that is misspelt, none twice."""
    with pytest.raises(ListError, match=r"survivors\.toml"):
        listed(tmp_path, text)


def test_an_entry_may_name_a_place() -> None:
    """Or stand for all of them."""
    assert ENTRY.matches(mutant(2))
    second = Entry(ENTRY.exercise, ENTRY.was, ENTRY.now, "open", "so", at=2)
    assert [False, True] == [second.matches(mutant(1)), second.matches(mutant(2))]


def test_an_entry_that_says_what_is_not_so_is_stale() -> None:
    """There is no such mutant, or one that it is about is killed."""
    assert {} == stale([ENTRY], [mutant()], [mutant()])
    assert {ENTRY: "there is no such mutant any more"} == stale([ENTRY], [], [mutant(now="b")])
    assert {ENTRY: "a check notices it"} == stale([ENTRY], [], [mutant()])
    several = stale([ENTRY], [mutant(1)], [mutant(1), mutant(2)])
    assert {ENTRY: "a check notices it, in one of 2 places (`at` = 2)"} == several


def test_the_list_of_the_course_can_be_read() -> None:
    """Both of its lists, and each reason is a sentence's worth."""
    file = solutions_dir() / "survivors.toml"
    ours, theirs = read_survivors(file), read_survivors(file, "cosmic")
    assert ours
    assert theirs
    assert [] == [entry for entry in (*ours, *theirs) if len(entry.reason) < 20]
