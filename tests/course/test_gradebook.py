"""The gradebook: what it takes, queues and keeps; who may open it; and that nothing recorded is ever lost."""

from __future__ import annotations

import fcntl
import sqlite3
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.course.gradebook import VERSION, Entry, Gradebook, open_book, read_book
from grader.course.handed_in import HandedIn
from grader.course.key import Grounds, differences
from grader.course.marks import Adjustment
from grader.course.roster import Student
from grader.course.storage import GLANCE, BookError, is_written
from grader.result import plain
from tests.support.classes import COURSE, DELAY, GROUNDS, NOON, STREAM, handed, pack, verdict

OTHER = msgspec.structs.replace(GROUNDS, exercises={STREAM: "s2", DELAY: "d1"}, packages={"anthropic": "2.13.0"})
A, B = pack("a"), pack("b")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    """A new gradebook."""
    with open_book(tmp_path / "book.sqlite", COURSE) as opened:
        yield opened


def take(book: Gradebook, *every: HandedIn, grounds: Grounds = GROUNDS) -> list[str]:
    """Take what was handed in, and return what the instructor is told."""
    return [note for one in every if (note := book.take(one, grounds.key, grounds))]


def grade(book: Gradebook, points: int = 1) -> list[str]:
    """Grade all that is queued, and return the keys."""
    keys = []
    while job := book.claim(alone=True):
        assert book.record(job.key, verdict(points))
        keys.append(job.key)
    return keys


def lines(book: Gradebook) -> dict[str, Entry]:
    """Return the entries by student."""
    return {entry.student.id: entry for entry in book.entries()}


def test_the_same_files_are_graded_once(book: Gradebook) -> None:
    """Each student has the result, with what lay beside the student's own files."""
    ann = HandedIn(Student("ann"), "ann", pack=A, ignored=("diary.txt",))
    take(book, ann, handed("bob", A), handed("cid", B))
    assert [GROUNDS.key(A), GROUNDS.key(B)] == grade(book)
    assert {"ann": ("diary.txt",), "bob": (), "cid": ()} == {
        name: entry.result.ignored if entry.result else None for name, entry in lines(book).items()
    }


def test_a_key_holds_everything_that_a_verdict_rests_on() -> None:
    """Another file, name, check, package, seed or limit is another key; what is not of the course is none."""
    changes: list[dict[str, Any]] = [
        {"grader": "g2"},
        {"packages": {"anthropic": "2.13.0"}},
        {"python": "3.14"},
        {"isolation": "none"},
        {"seed": 8},
        {"limits": msgspec.structs.replace(GROUNDS.limits, cpu_seconds=3.0)},
        {"exercises": {STREAM: "s1", DELAY: "d2"}},
    ]
    others = [msgspec.structs.replace(GROUNDS, **change) for change in changes]
    packs = [pack("a"), pack("b"), pack(delay="a"), msgspec.structs.replace(A, unreadable={DELAY: "too large"})]
    keys = {one.key(A) for one in (GROUNDS, *others)} | {GROUNDS.key(one) for one in packs}
    assert len(changes) + len(packs) == len(keys)
    assert [1] * len(changes) == [len(differences(GROUNDS, one)) for one in others]
    assert GROUNDS.key(A) == GROUNDS.key(msgspec.structs.replace(A, files={**A.files, "05_ledger/cost": b""}))


def test_what_was_taken_is_not_taken_again(book: Gradebook) -> None:
    """The same command given again finds nothing to do; a time that is known now is noted."""
    take(book, handed("ann", A))
    grade(book)
    assert [] == take(book, handed("ann", A, NOON))
    assert ([], NOON) == (grade(book), lines(book)["ann"].handed_in)


def test_a_later_submission_takes_the_place_of_an_earlier_one(book: Gradebook) -> None:
    """By the times; what came later may be taken first."""
    take(book, handed("ann", A, NOON))
    take(book, handed("ann", B, NOON + timedelta(days=1), source="again"))
    assert "again" == lines(book)["ann"].source
    late = take(book, handed("ann", pack("c"), NOON - timedelta(days=1), source="first"))
    assert ["'ann': 'first' is older than what counts, and was not graded."] == late
    assert "again" == lines(book)["ann"].source


def test_other_files_without_a_time_are_not_taken_for_later_ones(book: Gradebook) -> None:
    """What was handed in before goes on counting, and the instructor is told."""
    take(book, handed("ann", A, NOON))
    (told,) = take(book, handed("ann", B, source="again"))
    assert told.startswith("'ann' was not graded: 'again' holds other files than 'ann', which was handed in before")
    assert told.endswith("What was handed in before still counts.")
    assert A.digest == lines(book)["ann"].pack


@pytest.mark.parametrize("at", [None, NOON])
def test_what_lies_under_the_same_name_now_replaces_what_lay_there(book: Gradebook, at: datetime | None) -> None:
    """Where no time is known of the old files; a note says so, once, and changing back is a change as well."""
    take(book, handed("ann", A))
    grade(book)
    told = ["'ann' holds other files than before; they count now."]
    assert told == take(book, handed("ann", B, at))
    assert [] == take(book, handed("ann", B, at))
    assert ("queued", B.digest, at) == ((ann := lines(book)["ann"]).status, ann.pack, ann.handed_in)
    assert [GROUNDS.key(B)] == grade(book)
    if at is None:
        assert told == take(book, handed("ann", A))
        assert ("graded", A.digest, []) == (lines(book)["ann"].status, lines(book)["ann"].pack, grade(book))


def test_changed_files_need_a_later_time_where_one_is_known(book: Gradebook) -> None:
    """The message says what to do, and then it works."""
    take(book, handed("ann", A, NOON))
    (told,) = take(book, handed("ann", B))
    assert "'ann' holds other files than before, when a time was known" in told
    (told,) = take(book, handed("ann", B, NOON))
    assert told.endswith("its time is not later than the one of those. Name the new time with --times.")
    assert A.digest == lines(book)["ann"].pack
    assert [] == take(book, handed("ann", B, NOON + timedelta(days=1)))
    assert B.digest == lines(book)["ann"].pack


def test_two_names_without_times_are_not_told_apart(book: Gradebook) -> None:
    """Nobody guesses which is the later one."""
    take(book, handed("ann", A))
    (told,) = take(book, handed("ann", B, source="ann.zip"))
    assert "'ann.zip' holds other files than 'ann', which was handed in before" in told
    assert A.digest == lines(book)["ann"].pack


def test_what_cannot_be_read_has_a_reason_and_no_result(book: Gradebook) -> None:
    """And is forgotten as soon as something readable comes."""
    told = take(book, handed("ann", refusal="The zip is damaged."), handed("bob", B))
    assert ["'ann' was not graded: The zip is damaged."] == told
    assert ("refused", "The zip is damaged.", None) == (
        (entry := lines(book)["ann"]).status,
        entry.message,
        entry.result,
    )
    take(book, handed("ann", A))
    assert 2 == len(grade(book))
    assert ["graded", "graded"] == [entry.status for entry in lines(book).values()]


def test_a_damaged_submission_does_not_take_the_place_of_a_good_one(book: Gradebook) -> None:
    """The instructor is told, and the verdict stands."""
    take(book, handed("ann", A))
    assert ["'ann' was not graded: damaged What was handed in before still counts."] == take(book, handed("ann"))
    assert ("queued", A.digest) == (lines(book)["ann"].status, lines(book)["ann"].pack)


def test_who_is_in_the_roster_and_handed_in_nothing_is_missing(book: Gradebook) -> None:
    """Who handed in and is in no roster is graded, and told apart."""
    book.enrol([Student("ann", "Ann", "a@x"), Student("bob")])
    take(book, handed("bob", A), handed("zoe", B))
    statuses = {name: (entry.status, entry.listed) for name, entry in lines(book).items()}
    assert {"ann": ("missing", True), "bob": ("queued", True), "zoe": ("queued", False)} == statuses


def test_a_result_is_recorded_once(book: Gradebook) -> None:
    """A second one for the same key changes nothing."""
    take(book, handed("ann", A))
    job = book.claim(alone=True)
    assert job
    assert [True, False] == [book.record(job.key, verdict(n)) for n in (1, 2)]
    assert [1] == [one.points for one in book.results(job.key)]


def test_equal_results_are_equal_to_the_byte(book: Gradebook, tmp_path: Path) -> None:
    """How long it took stands apart; a lone surrogate in a learner's text costs nothing."""
    take(book, handed("ann", A), handed("bob", B))
    for seconds, text in ((1.5, "\ud800"), (2.5, "\ud800")):
        job = book.claim(alone=True)
        assert job
        book.record(job.key, msgspec.structs.replace(verdict(text=text), seconds=seconds))
    rows = sqlite3.connect(tmp_path / "book.sqlite").execute("SELECT json, seconds FROM result").fetchall()
    assert (1, [1.5, 2.5]) == (len({json for json, _ in rows}), [seconds for _, seconds in rows])


def test_what_the_grader_broke_is_failed_and_kept(book: Gradebook) -> None:
    """It is for the instructor's eyes, with the reason; it may be tried again on demand."""
    take(book, handed("ann", A))
    job = book.claim(alone=True)
    assert job
    book.record(job.key, verdict(1, 1, broken=True, text="IndexError"))
    entry = lines(book)["ann"]
    assert ("failed", "STREAM-02, STREAM-03, DELAY-02, DELAY-03: IndexError") == (entry.status, entry.message)
    book.resume(GROUNDS)
    assert book.claim(alone=True) is None
    book.resume(GROUNDS, failed=True)
    assert [job.key] == grade(book, 3)
    assert [2, 3] == [one.points for one in book.results(job.key)]


def test_a_job_of_which_a_judge_died_comes_last_and_alone_and_then_fails(book: Gradebook) -> None:
    """It costs nobody else anything."""
    take(book, handed("ann", A), handed("bob", B))
    first = book.claim(alone=True)
    assert first
    assert book.died(first.key, "The judge died.")
    second = book.claim(alone=False)
    assert second
    assert GROUNDS.key(B) == second.key
    assert book.claim(alone=False) is None
    again = book.claim(alone=True)
    assert again
    assert (first.key, 1) == (again.key, again.deaths)
    assert not book.died(first.key, "The judge died.")
    assert ("failed", "The judge died.") == book.state(first.key)


def test_a_dead_drivers_jobs_are_queued_again_without_an_attempt(book: Gradebook) -> None:
    """It was the driver that died, not a judge."""
    take(book, handed("ann", A))
    book.claim(alone=True)
    book.resume(GROUNDS)
    job = book.claim(alone=True)
    assert job
    assert 0 == job.deaths


def test_what_was_queued_under_other_checks_is_graded_under_these(book: Gradebook) -> None:
    """The key of a verdict never lies; what was graded keeps its own."""
    take(book, handed("ann", A))
    grade(book)
    take(book, handed("bob", B))
    book.resume(OTHER)
    assert [OTHER.key(B)] == grade(book)
    assert {"ann": GROUNDS.key(A), "bob": OTHER.key(B)} == {name: entry.key for name, entry in lines(book).items()}
    assert OTHER == book.grounds(OTHER.key(B))


def test_every_result_stays_readable(book: Gradebook, tmp_path: Path) -> None:
    """After a regrade too, with what counted since when; and the file itself refuses to forget."""
    take(book, handed("ann", A))
    grade(book, 1)
    number = lines(book)["ann"].submission
    assert number
    book.queue(OTHER.key(A), A.digest, OTHER)
    grade(book, 2)
    book.accept([(number, OTHER.key(A))])
    assert [GROUNDS.key(A), OTHER.key(A)] == [key for key, _ in book.history(number)]
    assert [1, 2] == [book.results(key)[0].points for key, _ in book.history(number)]
    book.adjust(Adjustment(student="ann", exercise=DELAY, points="1", reason="typo", made=NOON))
    raw = sqlite3.connect(tmp_path / "book.sqlite")
    for sql in ("DELETE FROM result", "UPDATE result SET json = ''", "DELETE FROM adjustment"):
        with pytest.raises(sqlite3.IntegrityError, match="is never"):
            raw.execute(sql)


def test_a_kept_result_reads_back_whole(book: Gradebook) -> None:
    """Nothing of it is lost but the seconds."""
    take(book, handed("ann", A))
    grade(book, 2)
    kept = lines(book)["ann"].result
    assert kept
    assert plain(msgspec.structs.replace(verdict(2), seconds=0.0)) == plain(kept)


# ---------------------------------------------------------------- the file


def test_one_command_writes_and_others_read(book: Gradebook, tmp_path: Path) -> None:
    """The lock goes with its holder."""
    take(book, handed("ann", A))
    with pytest.raises(BookError, match="Another command is writing"):
        open_book(tmp_path / "book.sqlite", COURSE)
    with read_book(tmp_path / "book.sqlite") as seen:
        assert 1 == seen.counts().queued
        with pytest.raises(BookError):
            seen.hand_back()
    book.close()
    open_book(tmp_path / "book.sqlite", COURSE).close()


def test_a_gradebook_keeps_its_seed(tmp_path: Path) -> None:
    """It is drawn once, unless the course names a number."""
    course = msgspec.structs.replace(COURSE, seed="gradebook")
    seeds = set()
    for name in ("a", "a", "b"):
        with open_book(tmp_path / name, course) as book:
            seeds.add(book.seed)
    assert 2 == len(seeds)
    with open_book(tmp_path / "a", COURSE) as book:
        assert 7 == book.seed


def test_a_gradebook_of_another_course_is_refused(book: Gradebook, tmp_path: Path) -> None:
    """Both titles are named."""
    book.close()
    with pytest.raises(BookError, match="is the gradebook of 'A course', and the course file is that of 'B'"):
        open_book(tmp_path / "book.sqlite", msgspec.structs.replace(COURSE, title="B"))


def test_a_gradebook_of_a_newer_version_is_refused(book: Gradebook, tmp_path: Path) -> None:
    """And not written."""
    book.close()
    sqlite3.connect(tmp_path / "book.sqlite").execute(f"PRAGMA user_version = {VERSION + 1}")
    for opening in (read_book, lambda path: open_book(path, COURSE)):
        with pytest.raises(BookError, match="written by a newer Retrial"):
            opening(tmp_path / "book.sqlite")


@pytest.mark.parametrize("content", [b"student,points\n" * 100, b""])
def test_what_is_no_gradebook_is_refused(tmp_path: Path, content: bytes) -> None:
    """Another file is left as it is; an empty one may become a gradebook, and can't be read as one."""
    path = tmp_path / "book.sqlite"
    path.write_bytes(content)
    with pytest.raises(BookError, match="no gradebook"):
        read_book(path)
    if content:
        with pytest.raises(BookError, match="no gradebook"):
            open_book(path, COURSE)
        assert content == path.read_bytes()
    else:
        open_book(path, COURSE).close()


def test_another_database_is_left_as_it_is(tmp_path: Path) -> None:
    """SQLite alone is no gradebook."""
    sqlite3.connect(tmp_path / "book.sqlite").execute("CREATE TABLE t (x)")
    with pytest.raises(BookError, match="is no gradebook of Retrial's"):
        open_book(tmp_path / "book.sqlite", COURSE)


def test_a_full_disk_loses_nothing_that_was_recorded(book: Gradebook) -> None:
    """The command ends with a message, and goes on when there is room."""
    take(book, handed("ann", A))
    grade(book)
    pages = book._sql.execute("PRAGMA page_count").fetchone()[0]
    book._sql.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(BookError, match=r"The disk is full. Make room") as full:
        take(book, handed("bob", pack("x" * 100_000)))
    assert "What was recorded until now is kept." in str(full.value)
    assert ["ann"] == list(lines(book))
    book._sql.execute("PRAGMA max_page_count = 1000000")
    assert [] == take(book, handed("bob", pack("x" * 100_000)))


def test_a_folder_that_is_missing_or_may_not_be_written(tmp_path: Path) -> None:
    """The message says where to look."""
    with pytest.raises(BookError, match=r"cannot be written: .* in a folder that you may write to"):
        open_book(tmp_path / "none" / "book.sqlite", COURSE)
    with pytest.raises(BookError, match="There is no gradebook"):
        read_book(tmp_path / "book.sqlite")
    with pytest.raises(BookError, match="There is no gradebook"):
        open_book(tmp_path / "book.sqlite")


def test_who_reads_is_told_whether_anyone_is_at_it(tmp_path: Path) -> None:
    """Nothing runs where the driver was killed, whatever it wrote before."""
    path = tmp_path / "book.sqlite"
    with open_book(path, COURSE) as book:
        take(book, handed("ann", A), handed("bob", B))
        assert book.claim(alone=True)
        with read_book(path) as alive:
            seen = (alive.stopped, lines(alive)["ann"].status, alive.counts().running, alive.counts().queued)
            assert (False, "running", 1, 1) == seen
    with read_book(path) as dead:
        seen = (dead.stopped, lines(dead)["ann"].status, dead.counts().running, dead.counts().queued)
        assert (True, "queued", 0, 2) == seen


def test_whoever_looks_keeps_no_driver_out(tmp_path: Path) -> None:
    """A look takes a moment, and a driver that starts in it waits that long."""
    path = tmp_path / "book.sqlite"
    open_book(path, COURSE).close()
    look = (tmp_path / "book.sqlite.lock").open()
    fcntl.flock(look, fcntl.LOCK_SH)
    threading.Timer(GLANCE / 4, look.close).start()
    with open_book(path):
        assert is_written(path)
    assert not is_written(path)
