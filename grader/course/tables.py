"""Tables that instructors hand over as CSV: with a header, in UTF-8, separated by commas or semicolons."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.exercises import UsageError


def rows(path: Path, *needed: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the number of each line with its fields by column, both without spaces around them.

    Raises UsageError for a file that cannot be read, and for one that lacks a needed column.
    """
    table = text(path)
    header = table.partition("\n")[0]
    lines = csv.DictReader(
        io.StringIO(table, newline=""), delimiter=";" if ";" in header and "," not in header else ","
    )
    lines.fieldnames = [name.strip().casefold() for name in lines.fieldnames or ()]
    if missing := [name for name in needed if name not in lines.fieldnames]:
        msg = f"{path.name} has no column {missing[0]!r}. Its first line names the columns: {', '.join(needed)}."
        raise UsageError(msg)
    try:
        for fields in lines:
            yield lines.line_num, {name: (value or "").strip() for name, value in fields.items() if name is not None}
    except csv.Error as error:
        msg = f"{path.name}, line {lines.line_num}: {error}."
        raise UsageError(msg) from error


def text(path: Path) -> str:
    """Return the text of a CSV file. Raises UsageError that says why it can't be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        msg = f"{str(path)!r} cannot be read: {error.strerror}."
        raise UsageError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path.name} is not in UTF-8. Save it as 'CSV UTF-8'."
        raise UsageError(msg) from error
