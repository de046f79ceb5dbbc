"""A class as a folder: a file for each student who has a result; of pages there is one of the class as well."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Final

from grader.course import Gradebook
from grader.report.formats import rendered

FOLDERS: Final = {
    "results": "json",
    "html": "html",
    "junit": "xml",
    "markdown": "md",
    "gradescope": "json",
    "prairielearn": "json",
}
"""The formats of which each student gets a file, and how its name ends. `results` are those of `grade --format json`,
which `compare`, `report` and `receipt sign` read."""

POINTS_ONLY: Final = frozenset({"gradescope"})
"""Those that can't say that the grader failed: where it did there is no file, for the points that it took are none."""

_HARMLESS: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


def folder(form: str, book: Gradebook) -> Iterator[tuple[str, str]]:
    """Yield the names and the texts of the files."""
    if form == "html":
        from grader.report.export.pages import pages  # noqa: PLC0415  templates take long to import

        yield from pages(book)
        return
    for entry in book.entries():
        if entry.result and not (entry.status == "failed" and form in POINTS_ONLY):
            yield file_name(entry.student.id, form), rendered(entry.result, "json" if form == "results" else form)


def file_name(student: str, form: str) -> str:
    """Return the name of a student's file: the id if any system takes it as a name, else words of it, and a digest."""
    stem = student
    if not _HARMLESS.fullmatch(student):
        words = re.sub("[^a-z0-9]+", "-", student.lower())[:60].strip("-")
        digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
        stem = f"{words}~{digest[:12]}"
    return f"{stem}.{FOLDERS[form]}"
