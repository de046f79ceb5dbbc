"""Marks as sheets: plain, and in the files that Canvas and Moodle exported."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest

from grader.report import sheets
from grader.report.sheets import SheetError

CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,HW1 (123),HW2 (124),Final Score\r\n"
    "    Points Possible,,,,,10.00,20.00,(read only)\r\n"
    '"Lovelace, Ada",11,s1,ada@example.org,A,,3,\r\n'
    '"=HYPERLINK(""http://x"")",12,s2,bob@example.org,A,7,EX,-1\r\n'
    '"Turing, Alan",13,s3,alan@example.org,B,,,\r\n'
)
MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (grade),Feedback comments\n"
    "Participant 7,Ada Lovelace,ada@example.org,Submitted,,10.00,-,keep me\n"
    "Participant 8,Alan Turing,alan@example.org,No submission,,10.00,-,\n"
)


def table(text: str, delimiter: str = ",") -> list[list[str]]:
    """Return the cells."""
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_plain_has_numbers_as_people_write_them() -> None:
    """What has no mark is empty and no zero; what a spreadsheet would run is text."""
    rows: list[list[str | Fraction | None]] = [
        ["student", "a", "b"],
        ["ada", Fraction(3), Fraction(10, 3)],
        ["@bob", Fraction(0), None],
    ]
    assert "student,a,b\r\nada,3,3.33\r\n'@bob,0,\r\n" == sheets.plain(rows)


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        (Fraction(1, 8), "0.13"),
        (Fraction(5, 1000), "0.01"),
        (Fraction(100), "100"),
        (Fraction(5, 2), "2.5"),
        (Fraction(0), "0"),
        (Fraction(-1, 8), "-0.13"),
        (Fraction(-1, 1000), "0"),
        (Fraction(10**30), f"1{'0' * 30}"),
        (Fraction(10**40, 3), f"{'3' * 40}.33"),
        (None, ""),
    ],
)
def test_marks_are_rounded_half_up_to_two_places(mark: Fraction | None, shown: str) -> None:
    """As a person would write them, without exponents."""
    assert shown == sheets.number(mark)


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@x", " =1", "\uff1d1", "\uff0d1", "-x"])
def test_a_formula_is_made_inert(cell: str) -> None:
    """What a spreadsheet would run is text."""
    assert f"'{cell}" == sheets.inert(cell)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("x; =1", "x; '=1"),
        ("x,@y", "x,'@y"),
        ("x\n-y", "x\n'-y"),
        ("x\t+y;\uff0dz", "x\t'+y;'\uff0dz"),
        ('x;"=1"', 'x;"\'=1"'),
        ("-2,cmd|x", "'-2,cmd|x"),
        ("1;-2,cmd|x", "1;'-2,cmd|x"),
    ],
)
def test_a_formula_inside_is_made_inert(cell: str, shown: str) -> None:
    """A spreadsheet with another list separator splits the cell, and would run the rest of it."""
    assert shown == sheets.inert(cell)


@pytest.mark.parametrize("text", ["../;=cmd|' /C calc'!A0;", '../;"=cmd|x";', "x\ty\t=1", "x\n@y"])
def test_no_field_is_a_formula_by_any_separator(text: str) -> None:
    """Nobody knows by which one a sheet is read."""
    written = sheets._written([["ann", text, ""]], ",")
    fields = [field for delimiter in ",;\t" for row in table(written, delimiter) for field in row]
    assert not [field for field in fields if field.strip()[:1] in {*"=+-@"}]


@pytest.mark.parametrize("cell", ["1;-2", "-1, -2.5,+3", "Lovelace, Ada"])
def test_numbers_and_names_with_separators_stay(cell: str) -> None:
    """No formula begins in them."""
    assert cell == sheets.inert(cell)


@pytest.mark.parametrize("cell", ["-1", "-", "+3.5", "-1,5", "Ada", "", "a=b", "EX", "    Points Possible"])
def test_what_is_no_formula_stays(cell: str) -> None:
    """Numbers with a sign are numbers."""
    assert cell == sheets.inert(cell)


def test_fills_canvas_and_leaves_all_else() -> None:
    """Students are found by any of their keys; other columns, the points row and excused students are as they were."""
    totals = {"11": Fraction(19, 2), "alan@example.org": Fraction(4), "nobody": Fraction(1)}
    filled = sheets.canvas(CANVAS, "HW1", totals)
    before, after = table(CANVAS.lstrip("\ufeff")), table(filled.text)
    before[2][5], before[4][5] = "9.5", "4"
    before[3][0] = "'" + before[3][0]
    assert before == after
    assert (2, ("nobody",), ("12",)) == (filled.filled, filled.missing, filled.without)


def test_a_mark_that_is_not_there_changes_nothing() -> None:
    """Canvas takes an empty cell for no change, and what stood there is not wiped out."""
    assert "7" == table(sheets.canvas(CANVAS, "HW1 (123)", {"12": None}).text)[3][5]


def test_fills_moodle_and_leaves_the_feedback() -> None:
    """Importing feedback may erase grades, so none is touched; a worksheet's own line says who is meant."""
    filled = sheets.moodle(MOODLE, "Grade", {"Participant 7": Fraction(7), "alan@example.org": Fraction(1, 3)})
    rows = table(filled.text)
    assert ["7", "0.33"] == [row[4] for row in rows[1:]]
    assert ["keep me", ""] == [row[7] for row in rows[1:]]


def test_a_semicolon_stays_one() -> None:
    """A site in another language exports other delimiters and names."""
    filled = sheets.moodle("Teilnehmer;Bewertung\nNr 1;\n", "Bewertung", {"Nr 1": Fraction(2)}, keys=("Teilnehmer",))
    assert "Teilnehmer;Bewertung\r\nNr 1;2\r\n" == filled.text


@pytest.mark.parametrize(
    ("template", "column", "totals", "says"),
    [
        ("", "HW1", {}, "empty"),
        (CANVAS, "HW3", {}, "no column named 'HW3'"),
        (CANVAS.replace("HW2 (124)", "HW1 (124)"), "HW1", {}, "2 columns"),
        (CANVAS, "Final Score", {}, "read only"),
        (CANVAS, "SIS User ID", {"s1": Fraction(1)}, "tells who a student is"),
        (CANVAS, "Student", {"s1": Fraction(1)}, "tells who a student is"),
        ("a,b\n1,2\n", "b", {}, "none of the columns"),
        (CANVAS.replace("s2", "s1"), "HW1", {"s1": Fraction(1)}, "2 rows"),
        (CANVAS, "HW1", {"11": Fraction(1), "s1": Fraction(2)}, "same row"),
        ('Student,ID,Section,HW1\n"a,1,2,3', "HW1", {}, "no CSV"),
    ],
)
def test_a_template_that_cannot_be_filled_says_why(
    template: str, column: str, totals: dict[str, Fraction], says: str
) -> None:
    """Nothing is guessed: a wrong mark is worse than none."""
    with pytest.raises(SheetError, match=says):
        sheets.canvas(template, column, totals)


def test_a_column_of_names_takes_no_marks_whatever_the_keys() -> None:
    """Neither one that is given as a key, nor one of the platform's own that is not."""
    for text, column, keys in (
        (MOODLE, "Email address", ("Identifier",)),
        ("Teilnehmer,N\n", "Teilnehmer", ("Teilnehmer",)),
    ):
        with pytest.raises(SheetError, match="tells who a student is"):
            sheets.moodle(text, column, {}, keys=keys)
