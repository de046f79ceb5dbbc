"""`course export`: a class in the formats that others read."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
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
    from grader.course.storage import files  # noqa: PLC0415
    from grader.report import export as formats  # noqa: PLC0415
    from grader.report.sheets import SheetError  # noqa: PLC0415

    kept = (*files(book), *([template] if template else []))
    with told(), read_book(book) as opened:
        found = standings(opened)
        if form in formats.FOLDERS:
            _write_files(formats.folder(form, opened), _folder(out, form), kept)
        elif form in formats.TEMPLATES:
            exported, header = _template(template, column, form)
            try:
                filled = formats.fill(form, exported, header, found, keys)
            except SheetError as error:
                raise UsageError(str(error)) from error
            _write([filled.text], out, kept)
            for note in formats.notes(filled):
                click.echo(note, err=True)
        else:
            sheet = form == "csv"
            _write([formats.sheet(opened.course, found)] if sheet else formats.document(opened, found), out, kept)


def _folder(out: Path | None, form: str) -> Path:
    if out is None:
        msg = f"There is a file for each student in {form}. Name a folder for them: --out FOLDER."
        raise UsageError(msg)
    return out


def _template(path: Path | None, column: str | None, form: str) -> tuple[str, str]:
    """Return the text of a template and the header of its column. Raises UsageError that says what to do."""
    from grader.course.tables import text  # noqa: PLC0415

    if path is None or column is None:
        msg = f"Export the gradebook from {form.title()}; name that file and its column: --template FILE --column NAME."
        raise UsageError(msg)
    return text(path), column


def _write_files(files: Iterable[tuple[str, str]], folder: Path, kept: Sequence[Path]) -> None:
    count = 0
    for name, text in files:
        _write([text], folder / name, kept)
        count += 1
    with perhaps_unread():
        click.echo(f"{count} files in {folder}")


def _write(pieces: Iterable[str], out: Path | None, kept: Sequence[Path]) -> None:
    """Write a text to a file that is none of those to keep, or to standard output."""
    from grader.homework import write  # noqa: PLC0415

    if out is None:
        with perhaps_unread():
            sys.stdout.writelines(pieces)
            sys.stdout.flush()
        return
    _see_spared(out, kept)
    write(out, (piece.encode() for piece in pieces))


def _see_spared(out: Path, kept: Sequence[Path]) -> None:
    """Raise UsageError where a file would be overwritten that the export is made from, by whatever name."""
    for one in kept:
        try:
            same = out.samefile(one) if out.exists() and one.exists() else out.resolve() == one.resolve()
        except OSError:
            same = False  # why it can't be read is told where it is written
        if same:
            msg = f"{str(out)!r} would overwrite {str(one)!r}, which is left as it is. Name another place with --out."
            raise UsageError(msg)
