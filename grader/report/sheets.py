"""The marks of a class as sheets: plain CSV, and the exported gradebook of Canvas or Moodle with one column filled in.

A platform's own header is never made up: Canvas makes a new assignment of a header that it does not know, and Moodle's
are in the language of its site. So the file that it exported is filled in, and all other cells stay as they are, but
for those that a spreadsheet would run as a formula (names are what students made of them).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from types import MappingProxyType
from typing import Final

import msgspec

from grader.course.marks import written
from grader.report.escape import safe

CANVAS_KEYS: Final = ("ID", "SIS User ID", "SIS Login ID", "Student")
"""The columns by which Canvas finds a student, in its order (`lib/gradebook_importer.rb` of instructure/canvas-lms)."""

MOODLE_KEYS: Final = ("Identifier", "ID number", "Email address", "Username", "Full name")
"""The columns by which a student is found in a worksheet or a gradebook export of Moodle's, in English."""

PLACES: Final = 2
"""Decimal places: Canvas and Moodle compare and show two."""

Totals = Mapping[str, Fraction | None]
"""Marks by student: exact, and None where there is none yet. That is never shown as a zero."""

NONE: Final[Mapping[str, str]] = MappingProxyType({})

_SIGNS: Final = (
    r"=+\-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
_FORMULA: Final = re.compile(rf"\s*[{_SIGNS}\t\r]")
_FORMULA_INSIDE: Final = re.compile(rf"([;,\t\r\n](?:[^\S\t\r\n]|\")*)(?=[{_SIGNS}])")
"""Where a formula begins for a spreadsheet that splits a cell, as one with another list separator does."""
_NUMBERS: Final = re.compile(r"[+-]?\d+(\.\d+)?%?([;,]\s*[+-]?\d+(\.\d+)?%?)*")


class Filled(msgspec.Struct, frozen=True):
    """A template that was filled in, and what did not fit."""

    text: str
    filled: int
    """How many students got a mark."""
    missing: tuple[str, ...]
    """Students who have a mark, and no row in the template."""
    without: tuple[str, ...]
    """Rows of the template for which there is no mark: they are as they were. Named by the first key column."""


class SheetError(Exception):
    """A template can't be filled in; the text says why, and what to do."""


def plain(rows: Iterable[Sequence[str | Fraction | None]]) -> str:
    """Return a table as CSV, its header first. What is None is an empty cell, and no zero.

    It may be shown on a terminal, so characters that can't be seen stand there as escapes.
    """
    return _written(([safe(cell) if isinstance(cell, str) else number(cell) for cell in row] for row in rows), ",")


def canvas(
    template: str, column: str, totals: Totals, emails: Mapping[str, str] = NONE, keys: Sequence[str] = ()
) -> Filled:
    """Fill a gradebook that Canvas exported; `column` is the header of the assignment, with or without its number.

    A student stands in one of the key columns by the name that `totals` uses, or else by e-mail. Raises SheetError.
    """
    sheet = _Sheet(template, keys or CANVAS_KEYS)
    place = sheet.column(column, CANVAS_KEYS)
    first = next((n for n, row in enumerate(sheet.rows) if row and "Points Possible" in row[0]), -1)
    if any("read only" in row[place].casefold() for row in sheet.rows[: first + 1] if len(row) > place):
        msg = (
            f"Canvas does not read the column {column!r}: it is marked as read only. Name the assignment's own column."
        )
        raise SheetError(msg)
    return sheet.fill(place, totals, emails, first + 1)


def moodle(
    template: str, column: str, totals: Totals, emails: Mapping[str, str] = NONE, keys: Sequence[str] = ()
) -> Filled:
    """Fill a grading worksheet or a gradebook that Moodle exported; `column` is the header of the grade there.

    In another language than English, `keys` names the columns that tell who a student is. Feedback stays as it is.
    Raises SheetError.
    """
    sheet = _Sheet(template, keys or MOODLE_KEYS)
    return sheet.fill(sheet.column(column, MOODLE_KEYS), totals, emails, 0)


def number(mark: Fraction | None) -> str:
    """Return a mark as a decimal number of at most two places, rounded half up; empty for none."""
    if mark is None:
        return ""
    return written(mark, PLACES)


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe stands before what begins like a formula.

    So it does behind what another spreadsheet takes for the end of a cell: `;` where a comma is in numbers. Cells of
    numbers alone stay as they are.
    """
    if len(cell.strip()) < 2 or _NUMBERS.fullmatch(cell):  # Moodle writes "-" for "never"
        return cell
    split = _FORMULA_INSIDE.sub(r"\1'", cell)
    return f"'{split}" if _FORMULA.match(cell) else split


class _Sheet:
    """An exported gradebook: its header, its rows, and which columns tell who a row is about."""

    def __init__(self, text: str, keys: Sequence[str]) -> None:
        text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
        first = text.partition("\n")[0]
        self._delimiter = max(",;\t", key=first.count)
        try:
            table = list(csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter, strict=True))
        except csv.Error as error:
            msg = f"The template is no CSV: {error}. Export it again, and don't change it on the way."
            raise SheetError(msg) from error
        if not table or not table[0]:
            msg = "The template is empty. Export the gradebook, with its students, and fill in that file."
            raise SheetError(msg)
        self.header, self.rows = table[0], table[1:]
        self._keys = [self.header.index(key) for key in keys if key in self.header]
        if not self._keys:
            msg = f"The template has none of the columns {', '.join(keys)}. It has: {', '.join(self.header)}."
            raise SheetError(msg)

    def column(self, name: str, naming: Sequence[str]) -> int:
        """Return the place of a column; a name without Canvas's number will do where it is the only one.

        Those that tell who a student is, among them the platform's own (`naming`), take no marks.
        """
        bare = [n for n, head in enumerate(self.header) if re.fullmatch(re.escape(name) + r" \(\d+\)", head)]
        found = [n for n, head in enumerate(self.header) if head == name] or bare
        if found and (found[0] in self._keys or self.header[found[0]] in naming):
            msg = f"The column {name!r} tells who a student is, and no mark. Name the column of the marks."
            raise SheetError(msg)
        if len(found) == 1:
            return found[0]
        how = "no column" if not found else f"{len(found)} columns"
        msg = f"The template has {how} named {name!r}. It has: {', '.join(self.header)}."
        raise SheetError(msg)

    def fill(self, place: int, totals: Totals, emails: Mapping[str, str], first: int) -> Filled:
        """Return the sheet with this column filled in, from this row on."""
        rows = [list(row) for row in self.rows]
        found = {student: self._row((student, emails.get(student)), rows, first) for student in totals}
        taken: dict[int, str] = {}
        for student, row in found.items():
            if row is not None and taken.setdefault(row, student) != student:
                msg = f"{taken[row]!r} and {student!r} are the same row of the template. Name each student once."
                raise SheetError(msg)
        given = {row: totals[student] for row, student in taken.items() if totals[student] is not None}
        for row, mark in given.items():
            rows[row] += [""] * (place + 1 - len(rows[row]))
            rows[row][place] = number(mark)
        return Filled(
            text=_written([self.header, *rows], self._delimiter),
            filled=len(given),
            missing=tuple(student for student, row in found.items() if row is None),
            without=tuple(rows[n][self._keys[0]] for n in range(first, len(rows)) if n not in given and any(rows[n])),
        )

    def _row(self, names: Sequence[str | None], rows: Sequence[Sequence[str]], first: int) -> int | None:
        """Return the row of a student: that of the first name and key column to agree, None if none do."""
        for name, key in product(filter(None, names), self._keys):
            found = [n for n, row in enumerate(rows) if n >= first and len(row) > key and row[key] == name]
            if len(found) > 1:
                rows_of = f"{len(found)} rows in which {self.header[key]} is {name!r}"
                msg = f"The template has {rows_of}. Name the students by another column."
                raise SheetError(msg)
            if found:
                return found[0]
        return None


def _written(table: Iterable[Iterable[str]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(_inert(row) for row in table)
    return text.getvalue()


def _inert(row: Iterable[str]) -> Iterator[str]:
    return map(inert, row)
