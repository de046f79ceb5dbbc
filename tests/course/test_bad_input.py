"""What goes wrong in a class, through the verbs: each with a message, nothing lost, the others graded."""

from __future__ import annotations

import io
import os
import re
import sqlite3
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
import pytest

from grader import cli
from grader.course import Gradebook, read_book
from grader.course.gradebook import VERSION
from grader.course.judges import Answer, Graded
from grader.exercises.entries import ZIP_CAP
from tests.corpus.reports import obeyed
from tests.course.test_verbs import run
from tests.support.classes import DELAY, GROUNDS, lay, verdict, zipped
from tests.support.judges import Bench

NAMES: Final = ("a b", "a\nb", "\x1b[2J", "::error::x", "=1+1", "-rf", "漢字", "a'b\"", "a;b,c", "\u202etxt", "%s{0}")


def statuses(room: Path) -> dict[str, str]:
    """Return the status of each student."""
    with read_book(room / "book.sqlite") as book:
        return {entry.student.id: entry.status for entry in book.entries()}


def points(room: Path) -> dict[str, int]:
    """Return the points of the result that counts for each student who has one."""
    with read_book(room / "book.sqlite") as book:
        return {entry.student.id: entry.result.points for entry in book.entries() if entry.result}


# ---------------------------------------------------------------- what is handed in


def packed(**files: bytes) -> bytearray:
    """Return a zip of one exercise, and these files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(f"{DELAY}.py", b"x = 1\n" * 100)
        for name, content in files.items():
            archive.writestr(name, content)
    return bytearray(data.getvalue())


def locked() -> bytearray:
    """Return a zip that says of its files that they are encrypted."""
    data = packed()
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return data


def changed() -> bytearray:
    """Return a zip of which a byte was changed on the way."""
    data = packed()
    data[data.index(b"x = 1")] ^= 0xFF
    return data


ZIPS: Final[Mapping[str, tuple[bytes | bytearray, str]]] = {
    "empty": (b"", "is no zip file, or a damaged one"),
    "hollow": (b"PK\x05\x06" + bytes(18), "holds no exercise file"),
    "other": (b"%PDF-1.7\n" * 50, "is no zip file, or a damaged one"),
    "cut": (packed()[:300], "is no zip file, or a damaged one"),
    "changed": (changed(), "is damaged. Make the zip again"),
    "locked": (locked(), "is encrypted. Make the zip without a password"),
    "slip": (packed(**{"../../evil.py": b""}), "has an unsafe name"),
    "twice": (packed(**{f"again/{DELAY}.py": b""}), "are the same exercise. Hand in one of them"),
}


def test_a_zip_that_cannot_be_read_is_refused_and_the_others_are_graded(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with what is wrong and what to do; a huge one and a pipe that nobody writes hold nothing up."""
    for name, (data, _) in ZIPS.items():
        (room / "in" / f"{name}.zip").write_bytes(data)
    with (room / "in" / "huge.zip").open("wb") as huge:
        huge.truncate(ZIP_CAP + 1)
    os.mkfifo(room / "in" / "pipe.zip")
    assert 1 == run("grade", "in")
    said = capsys.readouterr().out
    told = {**{name: why for name, (_, why) in ZIPS.items()}, "huge": "is larger than", "pipe": "is neither a folder"}
    for name, why in told.items():
        assert re.search(rf"^  {name}  not graded: .*{re.escape(why)}", said, re.MULTILINE), name
    assert dict.fromkeys(told, "refused") | {"ann": "graded", "bob": "graded"} == statuses(room)


def test_what_is_handed_in_again_is_graded(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same command takes it, and the refusal is forgotten."""
    (room / "in" / "cid.zip").write_bytes(b"")
    assert 1 == run("grade", "in")
    zipped(room / "in" / "cid.zip")
    assert 0 == run("grade", "in")
    assert "graded" == statuses(room)["cid"]


def test_of_two_submissions_the_later_one_is_graded(room: Path) -> None:
    """By the times that were given; without, neither is: see test_verbs.py."""
    lay(room / "in" / "ann-again", stream="xxx")
    rows = ("ann-again,2026-11-23T13:00:00+01:00", "ann,2026-11-23T11:59:00Z")
    (room / "times.csv").write_text("\n".join(["submission,time", *rows]), encoding="utf-8")
    (room / "roster.csv").write_text("student,submission\nann,ann-again\n", encoding="utf-8")
    assert 0 == run("grade", "in", "--times", "times.csv", "--roster", "roster.csv")
    assert {"ann": 3, "bob": 3} == points(room)


def test_times_settle_what_was_handed_in_anew_under_another_name(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message asks for the times of both, and with them the later one counts, though the first is gone."""
    assert 0 == run("grade", "in")
    (room / "in" / "ann").rename(room / "ann.old")
    zipped(room / "in" / "ann.zip")
    run("grade", "in")
    assert "Name the times of both with --times." in capsys.readouterr().out
    times = "submission,time\nann,2026-11-23T12:00:00Z\nann.zip,2026-11-23T13:00:00Z\n"
    (room / "times.csv").write_text(times, encoding="utf-8")
    assert 0 == run("grade", "in", "--times", "times.csv")
    with read_book(room / "book.sqlite") as book:
        assert "ann.zip" == next(book.entries()).source


def test_names_hold_any_characters(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are kept as they are, and shown so that nothing obeys them; the verbs take them."""
    for name in NAMES:
        lay(room / "in" / name, stream="xx")
        (room / "in" / f"{name}.broken.zip").write_bytes(b"")
    (room / "in" / os.fsdecode(b"no\xfftext")).mkdir()
    assert 1 == run("grade", "in")
    assert {2} == {points(room)[name] for name in NAMES}
    assert "refused" == statuses(room)["no\\xfftext"]
    for name in NAMES:
        made = ["course", "adjust", "--book", "book.sqlite", "--reason", name, "--", name, "retry_delay", "-1"]
        assert 0 == cli.main(made)
    with read_book(room / "book.sqlite") as book:
        assert [1] * len(NAMES) == [len(book.adjustments(name)) for name in NAMES]
    (room / "template.csv").write_text("Student,ID,Section,HW\n", encoding="utf-8")
    for form in ("csv", "json"):
        assert 0 == run("export", form)
    assert 0 == run("export", "canvas", "--template", "template.csv", "--column", "HW")
    assert [] == [fault for said in capsys.readouterr() for fault in obeyed(said.replace("\r\n", "\n"))]
    for form in ("html", "junit"):
        assert 0 == run("export", form, "--out", form)
    assert len(NAMES) + 2 == len(list((room / "html" / "students").iterdir())) == len(list((room / "junit").iterdir()))


def test_what_the_grader_failed_on_is_no_zero_anywhere(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no mark, and no file for a platform that would read one as points."""

    class Broken(Bench):
        def wait(self) -> list[Answer]:
            return [Graded(self.jobs.pop(0).key, verdict(1, broken=True))]

    monkeypatch.setattr("grader.course.session.Judges", lambda setting, jobs: Broken(jobs))
    assert 3 == run("grade", "in")
    for form in ("gradescope", "junit"):
        assert 0 == run("export", form, "--out", form)
    assert not (room / "gradescope").exists()
    assert 2 == len(list((room / "junit").iterdir()))


# ---------------------------------------------------------------- the gradebook


def test_a_gradebook_of_another_course_or_a_newer_version_is_left_as_it_is(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says which, and what to do."""
    run("grade", "in")
    mine = (room / "course.toml").read_text("utf-8")
    (room / "course.toml").write_text(mine.replace('"T"', '"Another"'), encoding="utf-8")
    assert 2 == run("grade", "in")
    said = capsys.readouterr().err
    assert "is the gradebook of 'T', and the course file is that of 'Another'" in said
    assert "Name the course file of 'T' with --course, or another gradebook with --book." in said
    (room / "course.toml").write_text(mine, encoding="utf-8")
    with sqlite3.connect(room / "book.sqlite") as raw:
        raw.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = (room / "book.sqlite").read_bytes()
    for verb in (("grade", "in"), ("status",), ("regrade",), ("adjust", "ann", "stream_text", "1", "--reason", "r")):
        assert 3 == run(*verb)
        assert "was written by a newer Retrial" in capsys.readouterr().err
    assert before == (room / "book.sqlite").read_bytes()


@pytest.mark.parametrize("verb", ["grade", "merge"])
@pytest.mark.parametrize(
    "wrong", [["none"], ["in", "--roster", "none.csv"], ["in", "--times", "none.csv"], ["in", "--course", "none.toml"]]
)
def test_a_typo_makes_no_gradebook(room: Path, verb: str, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """It would be bound to a title that nobody meant."""
    assert 2 == cli.main(["course", verb, *wrong, "--book", "book.sqlite"])
    assert "none" in capsys.readouterr().err
    assert [] == list(room.glob("book.sqlite*"))


class Filling(Bench):
    """Answers once; then the disk is full, and the next answer is a long one."""

    book: Gradebook

    def wait(self) -> list[Answer]:
        """Answer the first."""
        if len(self.together) > 1:
            pages = self.book._sql.execute("PRAGMA page_count").fetchone()[0]
            self.book._sql.execute(f"PRAGMA max_page_count = {pages}")
            return [Graded(self.jobs.pop(0).key, verdict(text="x" * 100_000))]
        return super().wait()


def test_a_full_disk_ends_the_command_and_loses_nothing(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was recorded is there, and the same command goes on when there is room."""
    bench = Filling(1)
    opened = Gradebook.resume

    def remembered(book: Gradebook, *args: object, **options: object) -> None:
        bench.book = book
        opened(book, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Gradebook, "resume", remembered)
    monkeypatch.setattr("grader.course.session.Judges", lambda setting, jobs: bench)
    assert 3 == run("grade", "in")
    assert "The disk is full. Make room, and give the same command again." in capsys.readouterr().err
    assert {"ann": 1} == points(room)
    monkeypatch.setattr("grader.course.session.Judges", lambda setting, jobs: Bench(jobs))
    assert 0 == run("grade", "in")
    assert {"ann": 1, "bob": 3} == points(room)


def test_a_clock_that_was_set_back_changes_nothing(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was accepted last counts, whatever its time; so do adjustments in their order."""
    run("grade", "in")
    monkeypatch.setattr("grader.course.gradebook.now", lambda: "1999-12-31T23:59:59+00:00")
    other = msgspec.structs.replace(GROUNDS, grader="g2")
    monkeypatch.setattr("grader.course.session.grounds_here", lambda book: other)

    class Stricter(Bench):
        def wait(self) -> list[Answer]:
            return [Graded(self.jobs.pop(0).key, verdict(0))]

    monkeypatch.setattr("grader.course.session.Judges", lambda setting, jobs: Stricter(jobs))
    assert 0 == run("regrade", "--accept")
    assert {"ann": 0, "bob": 0} == points(room)


def test_a_folder_that_may_not_be_written(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A gradebook there is refused; what is handed in may lie in one, for nothing is written to it."""
    before = sorted(path for path in (room / "in").rglob("*"))
    run("grade", "in")
    assert before == sorted(path for path in (room / "in").rglob("*"))
    forbidden = Path("/sys") if Path("/sys").is_dir() else room / "in"
    (room / "in").chmod(0o555)
    book = forbidden / "book.sqlite"
    assert 3 == cli.main(["course", "grade", "in", "--book", str(book), "--course", "course.toml"])
    assert "Name a gradebook in a folder that you may write to." in capsys.readouterr().err
