"""`course export`: a class in the formats that others read."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from grader import cli
from grader.cli.export import FORMATS
from grader.course import BookError
from grader.course.judges import Answer, Graded
from grader.homework import read_result
from grader.report import export as formats
from grader.report.export.folder import file_name
from grader.result import Outcome
from tests.support import results
from tests.support.classes import DELAY, GROUNDS, STREAM, verdict
from tests.support.judges import Bench

ROSTER = "student,name,email\nann,Ann Lee,ann@x.org\nbob,=cmd(),bob@x.org\ndan,Dan,dan@x.org\n"
TIMES = "submission,time\nann,2026-11-20T10:00:00Z\nbob,2026-11-22T11:00:00Z\n"
LATE = "due = 2026-11-21T12:00:00Z\n[late]\nper_day = 0.5\n"
CANVAS = (
    "Student,ID,SIS Login ID,HW1 (12)\r\n    Points Possible,,,6\r\n"
    "Ann,1,ann@x.org,\r\nBob,2,bob@x.org,\r\nZoe,4,zoe@x.org,\r\n"
)


@pytest.fixture
def graded(room: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A class: Ann was in time, Bob a day late and then adjusted, Dan missing."""
    course = (room / "course.toml").read_text("utf-8")
    (room / "course.toml").write_text(course.replace("[exercises]", f"{LATE}[exercises]"), encoding="utf-8")
    (room / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (room / "times.csv").write_text(TIMES, encoding="utf-8")
    book = ["--book", "book.sqlite"]
    tables = ["--course", "course.toml", "--roster", "roster.csv", "--times", "times.csv"]
    assert 0 == cli.main(["course", "grade", "in", *book, *tables])
    assert 0 == cli.main(["course", "adjust", "bob", "retry_delay", "1/3", "--reason", "typo", *book])
    capsys.readouterr()
    return room


def export(*words: str) -> int:
    """Export the class."""
    return cli.main(["course", "export", *words, "--book", "book.sqlite"])


def test_a_sheet_shows_how_each_mark_came_about(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The mark can be added up from its row; who has none has an empty cell and no zero."""
    assert 0 == export("csv")
    head, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert [*head[:5], STREAM, DELAY] == head[:7]
    assert ["late %", "adjusted", "mark", "of", "note"] == head[7:]
    ann, bob, dan = rows
    assert ["ann", "Ann Lee", "ann@x.org", "graded", "2026-11-20T10:00:00+00:00"] == ann[:5]
    assert ["1", "0", "0", "0", "1", "6", ""] == ann[5:]
    assert "'=cmd()" == bob[1]
    assert ["3", "0", "50", "0.33", "1.83", "6"] == bob[5:11]
    assert "Handed in late" in bob[11]
    assert ["missing", *[""] * 8] == dan[3:]


def test_an_exercise_that_was_added_later_costs_no_one_the_mark_without_a_word(
    graded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sheet and the status say what to do, and a regrade brings the marks back."""
    course = graded / "course.toml"
    course.write_text(course.read_text("utf-8") + '"05_ledger/cost" = 1\n', encoding="utf-8")
    book = ["--book", "book.sqlite"]
    assert 0 == cli.main(["course", "grade", "in", *book, "--course", "course.toml", "--times", "times.csv"])
    assert "  2 graded without a mark: " in capsys.readouterr().out
    assert 0 == cli.main(["course", "status", *book])
    assert "`course regrade` grades them" in capsys.readouterr().out
    assert 0 == export("csv")
    _, ann, *_ = csv.reader(io.StringIO(capsys.readouterr().out))
    assert ["", "", "no mark: 05_ledger/cost was not graded yet; `course regrade`"] == ann[-3:]
    under = msgspec.structs.replace(GROUNDS, exercises={**GROUNDS.exercises, "05_ledger/cost": "c1"})
    monkeypatch.setattr("grader.course.session.grounds_here", lambda book: under)

    class Longer(Bench):
        def wait(self) -> list[Answer]:
            more = results.exercise("05_ledger/cost", results.check("COST-01", "Does.", Outcome.passed))
            return [Graded(self.jobs.pop(0).key, results.result(*verdict(1).exercises, more))]

    monkeypatch.setattr("grader.course.session.Judges", lambda setting, jobs: Longer(jobs))
    assert 0 == cli.main(["course", "regrade", "--accept", *book])
    assert 0 == cli.main(["course", "status", *book])
    assert "without a mark" not in capsys.readouterr().out
    assert 0 == export("csv")
    _, ann, *_ = csv.reader(io.StringIO(capsys.readouterr().out))
    assert ["2", "7", ""] == ann[-3:]


def test_the_document_holds_marks_and_results(graded: Path) -> None:
    """Exact, as a number, and as the whole number that the course's rule makes of it."""
    assert 0 == export("json", "--out", "out/class.json")
    text = (graded / "out" / "class.json").read_text("utf-8")
    found = json.loads(text)
    assert ("T", 7, 1) == (found["course"]["title"], found["seed"], found["format_version"])
    ann, bob, dan = found["students"]
    assert ("11/6", 2, 11 / 6) == (bob["mark"]["exact"], bob["mark"]["rounded"], bob["mark"]["points"])
    assert ["typo"] == [one["reason"] for one in bob["mark"]["adjustments"]]
    assert 1 == ann["result"]["points"]
    assert ("missing", None, None) == (dan["status"], dan["mark"], dan["result"])


def test_an_empty_class_is_a_document_all_the_same(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No students, and JSON."""
    assert 0 == cli.main(["course", "seed", "--book", "book.sqlite", "--course", "course.toml"])
    capsys.readouterr()
    assert 0 == export("json")
    assert [] == json.loads(capsys.readouterr().out)["students"]


def test_fills_in_what_a_platform_exported(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Students stand there by e-mail; whom it leaves out is told apart from the sheet."""
    (graded / "canvas.csv").write_bytes(CANVAS.encode("utf-8-sig"))
    assert 0 == export("canvas", "--template", "canvas.csv", "--column", "HW1")
    out, err = capsys.readouterr()
    assert CANVAS.replace("ann@x.org,", "ann@x.org,1").replace("bob@x.org,", "bob@x.org,1.83") == out
    assert "2 marks filled in\n" in err
    assert "! 1 stand in the gradebook, and in no row of the template: dan" in err
    assert "! 1 have a row in the template and no mark; it is as it was: 4" in err


def test_pages_of_a_class_link_to_those_of_its_students(graded: Path) -> None:
    """Each student with a result has one."""
    assert 0 == export("html", "--out", "site")
    page = (graded / "site" / "index.html").read_text("utf-8")
    for name in ("ann", "bob"):
        assert f'<a href="students/{name}.html">' in page
        assert "<!doctype html>" in (graded / "site" / "students" / f"{name}.html").read_text("utf-8").lower()
    assert ["ann.html", "bob.html"] == sorted(path.name for path in (graded / "site" / "students").iterdir())


def test_a_file_for_each_student(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the formats of one result."""
    assert 0 == export("junit", "--out", "junit")
    assert "2 files in junit\n" == capsys.readouterr().out
    assert {"ann.xml", "bob.xml"} == {path.name for path in (graded / "junit").iterdir()}
    assert "testsuites" == ET.parse(graded / "junit" / "ann.xml").getroot().tag
    for form in ("markdown", "gradescope", "prairielearn"):
        assert 0 == export(form, "--out", form)


def test_the_result_of_a_student_can_be_compared_and_signed(graded: Path) -> None:
    """It is what `grade --format json` writes."""
    assert 0 == export("results", "--out", "results")
    assert (1, 3) == tuple(read_result(graded / "results" / f"{name}.json").points for name in ("ann", "bob"))
    assert 0 == cli.main(["compare", "results/ann.json", "results/ann.json"])


def test_every_format_that_is_offered_is_written() -> None:
    """Their names stand apart from what writes them, which takes long to import."""
    assert {"csv", "json", *formats.TEMPLATES, *formats.FOLDERS} == set(FORMATS)


@pytest.mark.parametrize("student", ["..", "../x", "CON", "a b", "é", "Ann", "\udcff", "x" * 300, ""])
def test_any_name_makes_a_file_of_its_own(student: str) -> None:
    """No path, no name that a system keeps to itself, none that differs from another's in its case alone."""
    name = file_name(student, "html")
    stem = name.removesuffix(".html")
    assert name.endswith(".html")
    assert stem.encode("ascii").lower().decode() == stem
    assert set("/\\ ").isdisjoint(stem)
    assert len(name) < 100
    assert not stem.startswith(".")
    assert file_name(student + "!", "html") != name
    assert "ann.html" == file_name("ann", "html")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("html",), "Name a folder for them: --out FOLDER"),
        (("canvas",), "--template FILE --column NAME"),
        (("moodle", "--template", "none.csv", "--column", "Grade"), "'none.csv' cannot be read"),
        (("moodle", "--template", "book.sqlite", "--column", "Grade"), "is not in UTF-8"),
        (("canvas", "--template", "roster.csv", "--column", "HW1", "--key", "student"), "no column named 'HW1'"),
        (("csv", "--out", "course.toml/x"), "cannot be written"),
        (("canvas", "--template", "canvas.csv", "--column", "SIS Login ID"), "tells who a student is"),
        (("excel",), "'excel' is not one of"),
    ],
)
def test_what_cannot_be_exported_is_told(
    graded: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    """And what to do."""
    (graded / "canvas.csv").write_text(CANVAS, encoding="utf-8")
    assert 2 == export(*words)
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "out", ["book.sqlite", "in/../book.sqlite", "book.sqlite.lock", "book.sqlite-wal", "other", "hard"]
)
def test_no_export_takes_the_place_of_the_gradebook(graded: Path, capsys: pytest.CaptureFixture[str], out: str) -> None:
    """By whatever name: nor of what SQLite and the lock keep beside it."""
    (graded / "other").symlink_to("book.sqlite")
    (graded / "hard").hardlink_to("book.sqlite")
    before = (graded / "book.sqlite").read_bytes()
    assert 2 == export("csv", "--out", out)
    assert "would overwrite 'book.sqlite" in capsys.readouterr().err
    assert before == (graded / "book.sqlite").read_bytes()
    assert 0 == export("csv")


def test_no_file_of_a_folder_takes_the_place_of_the_gradebook(graded: Path) -> None:
    """Where it is called as the file of a student."""
    (graded / "book.sqlite").rename(graded / "bob.json")
    assert 2 == cli.main(["course", "export", "results", "--book", "bob.json", "--out", "."])
    assert 0 == cli.main(["course", "status", "--book", "bob.json"])


def test_a_template_stays_and_an_earlier_export_does_not(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The template is the instructor's, the export can be made again; a link to it and its permissions stay."""
    (graded / "canvas.csv").write_text(CANVAS, encoding="utf-8")
    words = ("canvas", "--template", "canvas.csv", "--column", "HW1", "--out")
    assert 2 == export(*words, "canvas.csv")
    assert "would overwrite 'canvas.csv'" in capsys.readouterr().err
    assert CANVAS.replace("\r\n", "\n") == (graded / "canvas.csv").read_text("utf-8")
    (graded / "filled.csv").write_text("old", encoding="utf-8")
    (graded / "filled.csv").chmod(0o600)
    (graded / "link.csv").symlink_to("filled.csv")
    assert 0 == export(*words, "link.csv")
    assert "ann@x.org,1" in (graded / "filled.csv").read_text("utf-8")
    assert 0o600 == (graded / "filled.csv").stat().st_mode & 0o777
    assert (graded / "link.csv").is_symlink()


def test_what_breaks_off_leaves_the_earlier_export(graded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a document is none."""

    def document(*_: object) -> Iterator[str]:
        yield "{"
        msg = "The file is damaged."
        raise BookError(msg)

    assert 0 == export("json", "--out", "class.json")
    names, before = sorted(graded.iterdir()), (graded / "class.json").read_bytes()
    monkeypatch.setattr("grader.report.export.document", document)
    assert 3 == export("json", "--out", "class.json")
    assert (names, before) == (sorted(graded.iterdir()), (graded / "class.json").read_bytes())


def test_a_device_is_written_and_not_replaced(graded: Path) -> None:
    """`/dev/stdout` and pipes are no files to put another in the place of."""
    os.mkfifo(graded / "pipe")
    reader = os.open(graded / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert 0 == export("csv", "--out", "pipe")
        assert os.read(reader, 7) == b"student"
    finally:
        os.close(reader)
    assert (graded / "pipe").is_fifo()
