"""`course export`: a class in the formats that others read."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from grader.cli.course import book_option, file_option, told
from grader.cli.options import debug, perhaps_unread
from grader.exercises import UsageError

FORMATS = ("csv", "json", "canvas", "moodle", "results", "html", "junit", "markdown", "gradescope", "prairielearn")


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@book_option
@click.option("--out", type=click.Path(path_type=Path), help="Write there: a file, or a folder for a file a student.")
@file_option("--template", "The gradebook that Canvas or Moodle exported, which is filled in.")
@click.option("--column", help="The header of the column of it that is filled in.")
@click.option("--key", "keys", multiple=True, help="The header of a column of it that names a student.")
@debug
def export(
    *, form: str, book: Path, out: Path | None, template: Path | None, column: str | None, keys: Sequence[str]
) -> None:
    """Write a class in a FORMAT: csv, json; canvas, moodle; results, html, junit, markdown, gradescope, prairielearn.

    Canvas and Moodle take marks back in a file that they exported, so that is given as a template. Of the last six
    there is a file a student: results are those of `grade --format json`, and for html there is a page of the class as
    well, which links to the others.
    """
    from grader.course import read_book, standings  # noqa: PLC0415
    from grader.report import export as formats  # noqa: PLC0415
    from grader.report.sheets import SheetError  # noqa: PLC0415

    with told(), read_book(book) as opened:
        found = standings(opened)
        if form in formats.FOLDERS:
            _write_files(formats.folder(form, opened), _folder(out, form))
        elif form in formats.TEMPLATES:
            text, header = _template(template, column, form)
            try:
                filled = formats.fill(form, text, header, found, keys)
            except SheetError as error:
                raise UsageError(str(error)) from error
            _write([filled.text], out)
            for note in formats.notes(filled):
                click.echo(note, err=True)
        else:
            _write([formats.sheet(opened.course, found)] if form == "csv" else formats.document(opened, found), out)


def _folder(out: Path | None, form: str) -> Path:
    if out is None:
        msg = f"There is a file for each student in {form}. Name a folder for them: --out FOLDER."
        raise UsageError(msg)
    return out


def _template(path: Path | None, column: str | None, form: str) -> tuple[str, str]:
    """Return the text of a template and the header of its column. Raises UsageError that says what to do."""
    if path is None or column is None:
        msg = f"Export the gradebook from {form.title()}; name that file and its column: --template FILE --column NAME."
        raise UsageError(msg)
    try:
        return path.read_bytes().decode("utf-8"), column
    except OSError as error:
        msg = f"The template {str(path)!r} cannot be read: {error.strerror}."
        raise UsageError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"The template {str(path)!r} is not in UTF-8. Export it again, as CSV."
        raise UsageError(msg) from error


def _write_files(files: Iterable[tuple[str, str]], folder: Path) -> None:
    count = 0
    for name, text in files:
        _write([text], folder / name)
        count += 1
    click.echo(f"{count} files in {folder}")


def _write(pieces: Iterable[str], out: Path | None) -> None:
    """Write a text to a file, or to standard output."""
    if out is None:
        with perhaps_unread():
            sys.stdout.writelines(pieces)
            sys.stdout.flush()
        return
    with _writing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Say plainly that a file can't be written."""
    try:
        yield
    except OSError as error:
        msg = f"{str(path)!r} cannot be written: {error.strerror}."
        raise UsageError(msg) from error
