"""What a class hands in: folders and zips by name, times, a roster; each bad one with a message, the others read."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from grader.course import handed_in
from grader.course.handed_in import HandedIn, collect
from grader.course.roster import NO_ROSTER, Roster, read_roster
from grader.course.times import read_times
from grader.exercises import Exercise, Submission, UsageError, read_submission
from tests.support.classes import DELAY, NOON, lay, zipped

EXERCISES = (Exercise("01_streaming", "stream_text"), Exercise("03_retries", "retry_delay"))


def found(folder: Path, times: dict[str, datetime] | None = None, roster: Roster = NO_ROSTER) -> dict[str, HandedIn]:
    """Return what was handed in, by student."""
    return {one.student.id: one for one in collect(folder, roster, times or {}, EXERCISES)}


def written(path: Path, text: str) -> Path:
    """Write a file and return its path."""
    path.write_text(text, encoding="utf-8")
    return path


def test_folders_and_zips_are_named_by_student(tmp_path: Path) -> None:
    """A folder that holds one zip alone, as Moodle makes it, stands for that zip."""
    lay(tmp_path / "ann", delay="1")
    zipped(tmp_path / "bob.zip", "2")
    zipped(tmp_path / "cid" / "homework.zip", "3")
    packs = {student: one.pack and one.pack.files for student, one in found(tmp_path).items()}
    assert {"ann": {DELAY: b"1"}, "bob": {DELAY: b"2"}, "cid": {DELAY: b"3"}} == packs


@pytest.mark.parametrize("name", ["a b", "Ärger", "=1+1", "a\nb", "x;y,z", "-rf", "漢字", "a'b\"", "a.b"])
def test_names_hold_any_characters(tmp_path: Path, name: str) -> None:
    """A name is no path and no command."""
    zipped(tmp_path / f"{name}.zip")
    assert [name] == list(found(tmp_path))


def test_a_name_that_is_no_text_is_escaped(tmp_path: Path) -> None:
    """Everything that keeps it is UTF-8."""
    (tmp_path / os.fsdecode(b"a\xff")).mkdir()
    assert ["a\\xff"] == list(found(tmp_path))


def test_a_name_from_a_mac_is_the_one_of_the_roster(tmp_path: Path) -> None:
    """Composed or not, it is the same name."""
    zipped(tmp_path / "A\u0308nne.zip")
    roster = read_roster(written(tmp_path / "roster.csv", "student,name\nÄnne,Änne Ä.\n"))
    assert "Änne Ä." == found(tmp_path, roster=roster)["Änne"].student.name


def test_what_cannot_be_read_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    """One damaged zip costs nobody else anything."""
    (tmp_path / "ann.zip").write_bytes(b"PK\x03\x04 damaged")
    (tmp_path / "bob").mkdir()
    zipped(tmp_path / "cid.zip")
    every = found(tmp_path)
    assert "is no zip file, or a damaged one" in every["ann"].refusal
    assert "holds no exercise file" in every["bob"].refusal
    assert ("", True) == (every["cid"].refusal, every["cid"].pack is not None)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Be no one in particular: to root nothing is forbidden."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_what_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so, of a zip and of a folder, and the others are read."""
    for name in ("ann.zip", "bob/homework.zip", "cid.zip"):
        zipped(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o755)
    for name in ("ann.zip", "bob"):
        (tmp_path / name).chmod(0)
    with unprivileged():
        every = found(Path())
    (tmp_path / "bob").chmod(0o700)
    assert ["'ann.zip' cannot be read: Permission denied.", "'bob' cannot be read: Permission denied.", ""] == [
        every[name].refusal for name in ("ann", "bob", "cid")
    ]


def test_a_folder_that_may_be_listed_and_not_entered_is_refused() -> None:
    """At the top, with a zip or a folder in it, or deeper; the others are read."""
    with TemporaryDirectory() as made:  # pytest's own folders are open to their owner alone
        top = Path(made)
        top.chmod(0o755)
        zipped(top / "ann" / "homework.zip")
        lay(top / "bob", delay="1")
        lay(top / "dan", delay="1")
        zipped(top / "eve.zip")
        closed = [top / "ann", top / "bob" / "03_retries", top / "dan"]
        for folder in closed:
            folder.chmod(0o444)
        with unprivileged():
            every = found(top)
        for folder in closed:
            folder.chmod(0o700)
    refusals = {
        "ann": f"'{top}/ann' cannot be read: Permission denied.",
        "bob": f"What is in '{top}/bob/03_retries' cannot be read: Permission denied.",
        "dan": f"What is in '{top}/dan' cannot be read: Permission denied.",
        "eve": "",
    }
    assert refusals == {name: one.refusal for name, one in every.items()}


def test_a_file_system_that_fails_costs_one_student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it says, and wherever: the others are read."""
    zipped(tmp_path / "ann.zip")
    zipped(tmp_path / "bob.zip")

    def failing(path: Path, exercises: tuple[Exercise, ...]) -> Submission:
        if path.name == "ann.zip":
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return read_submission(path, exercises)

    monkeypatch.setattr(handed_in, "read_submission", failing)
    every = found(tmp_path)
    assert ["'ann.zip' cannot be read: Input/output error.", ""] == [every[name].refusal for name in ("ann", "bob")]


def test_a_students_link_is_no_way_to_anothers_zip(tmp_path: Path) -> None:
    """A folder whose one entry is a link to a zip is not read as that zip."""
    (tmp_path / "eve").mkdir()
    (tmp_path / "eve" / "homework.zip").symlink_to(zipped(tmp_path / "ann.zip"))
    assert "is a link" in found(tmp_path)["eve"].refusal


def test_of_two_submissions_the_later_counts(tmp_path: Path) -> None:
    """By the times that were given, not by those of the files."""
    lay(tmp_path / "ann", delay="old")
    zipped(tmp_path / "ann.zip", "new")
    times = {"ann": NOON, "ann.zip": NOON + timedelta(hours=1)}
    assert found(tmp_path, times)["ann"].pack == found(tmp_path / "ann" / "..", times)["ann"].pack
    chosen = found(tmp_path, times)["ann"]
    assert ("ann.zip", NOON + timedelta(hours=1)) == (chosen.source, chosen.at)


@pytest.mark.parametrize("times", [{}, {"ann.zip": NOON}, {"ann.zip": NOON, "ann": NOON}])
def test_two_submissions_without_times_that_tell_them_apart_are_refused(
    tmp_path: Path, times: dict[str, datetime]
) -> None:
    """Nobody guesses."""
    lay(tmp_path / "ann", delay="old")
    zipped(tmp_path / "ann.zip", "new")
    assert "There are two submissions of this student, 'ann', 'ann.zip'" in found(tmp_path, times)["ann"].refusal


def test_what_is_neither_a_folder_nor_a_zip_is_noted(tmp_path: Path) -> None:
    """So is a time that belongs to nothing."""
    written(tmp_path / "notes.txt", "")
    notes = collect(tmp_path, NO_ROSTER, {"zoe": NOON}, EXERCISES).notes
    assert (
        "'notes.txt' is neither a folder nor a zip, and is passed over.",
        "There is a time for 'zoe', and no such submission.",
    ) == notes


def test_a_gradescope_export_says_who_and_when(tmp_path: Path) -> None:
    """Each of a group is marked; a time of the instructor's goes before the platform's."""
    lay(tmp_path / "submission_1", delay="1")
    written(
        tmp_path / "submission_metadata.yml",
        "submission_1:\n  :submitters:\n  - {':name': A, ':sid': '12', ':email': a@x}\n"
        "  - {':name': B, ':email': b@x}\n"
        "  :created_at: 2026-11-23 13:00:00.000000000 +01:00\n",
    )
    assert {"12": NOON, "b@x": NOON} == {name: one.at for name, one in found(tmp_path).items()}
    later = NOON + timedelta(days=1)
    assert later == found(tmp_path, {"submission_1": later})["12"].at


def test_a_platforms_file_that_is_another_one_is_refused(tmp_path: Path) -> None:
    """Its times would be missing without a word."""
    written(tmp_path / "submission_metadata.yml", "- 1\n")
    with pytest.raises(UsageError, match="cannot be read as the one of a Gradescope export"):
        found(tmp_path)


def test_a_roster_that_repeats_someone_is_noted(tmp_path: Path) -> None:
    """The first line counts."""
    text = "\ufeffStudent; Name; email\nann;Ann;a@x\nann;Other;\n;nobody;\nbob;Bob;a@x\n"
    roster = read_roster(written(tmp_path / "roster.csv", text))
    assert ["Ann", "Bob"] == [student.name for student in roster.students.values()]
    assert (
        "roster.csv, line 3 repeats 'ann'; line 2 counts.",
        "roster.csv, line 4 names no student, and is passed over.",
        "roster.csv, line 5: 'a@x' stands for 'ann' already.",
    ) == roster.notes


def test_a_platforms_name_is_found_in_the_roster(tmp_path: Path) -> None:
    """By the address, or by the column `submission`."""
    text = "student,email,submission\nann,ann@x.example,Ann_17_assignsubmission_file\n"
    roster = read_roster(written(tmp_path / "roster.csv", text))
    assert ["ann"] * 2 == [roster.student(n).id for n in ("ann@x.example", "Ann_17_assignsubmission_file")]


def test_a_roster_names_a_zip_with_its_ending_or_without(tmp_path: Path) -> None:
    """As a platform's list may; two who claim the same zip are noted."""
    for name in ("sub_901", "sub_902"):
        zipped(tmp_path / f"{name}.zip")
    text = "student,submission\nann,sub_901\nbob,sub_902.zip\ncid,sub_901.ZIP\n"
    roster = read_roster(written(tmp_path / "roster.csv", text))
    assert ["ann", "bob"] == list(found(tmp_path, roster=roster))
    assert ("roster.csv, line 4: 'sub_901' stands for 'ann' already.",) == roster.notes


def test_a_submission_is_not_taken_for_a_class(tmp_path: Path) -> None:
    """One level too deep, topics would be students; topics beside students are only odd."""
    lay(tmp_path / "ann", stream="x", delay="y")
    written(tmp_path / "ann" / "README.md", "")
    (tmp_path / "bob").mkdir()
    written(tmp_path / "bob" / "retry_delay.py", "")
    for one in ("ann", "bob"):
        with pytest.raises(UsageError, match=r"looks like one submission; name the folder that holds those of all"):
            collect(tmp_path / one, NO_ROSTER, {}, EXERCISES)
    lay(tmp_path, stream="x")
    written(tmp_path / "retry_delay.py", "")
    assert {"01_streaming", "ann", "bob"} == set(found(tmp_path))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("ann,yesterday", "'yesterday' is no time in ISO 8601"),
        ("ann,2026-11-23T12:00:00", "has no offset from UTC"),
        ("ann,2026-11-23T12:00:00Z\nann,2026-11-24T12:00:00Z", "line 3: 'ann' stands in the file already"),
    ],
)
def test_a_wrong_time_refuses_the_file(tmp_path: Path, line: str, told: str) -> None:
    """A wrong time would be a wrong mark."""
    with pytest.raises(UsageError, match=told):
        read_times(written(tmp_path / "times.csv", f"submission,time\n{line}\n"))


def test_times_become_utc(tmp_path: Path) -> None:
    """Whatever their offset."""
    times = read_times(written(tmp_path / "times.csv", "submission,time\nann.zip,2026-11-23T13:00:00+01:00\n"))
    assert {"ann.zip": datetime(2026, 11, 23, 12, tzinfo=UTC)} == times


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"name\nann\n", "no column 'student'"), (b"student\n\xff", "not in UTF-8"), (b"", "no column")],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    """With the name of the file."""
    (tmp_path / "roster.csv").write_bytes(content)
    with pytest.raises(UsageError, match=f"roster.csv .*{told}"):
        read_roster(tmp_path / "roster.csv")
