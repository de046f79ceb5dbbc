"""Jobs apart, merging them, adjusting, and regrading: nothing is overwritten before someone has seen what changes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from grader.course.adjust import adjust
from grader.course.driver import drive
from grader.course.file import Late
from grader.course.gradebook import Gradebook, open_book
from grader.course.handed_in import HandedIn
from grader.course.job import JobFile, encoded, read
from grader.course.judges import Answer, Graded
from grader.course.key import Grounds
from grader.course.merge import job_files, merge
from grader.course.overview import survey
from grader.course.regrade import largest_first, regrade
from grader.course.roster import NO_ROSTER, Student
from grader.course.standing import standings
from grader.exercises import UsageError
from grader.report import course as report
from grader.report import layout
from tests.support.classes import COURSE, DELAY, GROUNDS, NOON, STREAM, handed, pack, verdict
from tests.support.judges import Bench

NEW = msgspec.structs.replace(GROUNDS, exercises={STREAM: "s2", DELAY: "d1"})
A = pack("a")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    """A gradebook of three students: two with the same files, all graded."""
    with open_book(tmp_path / "book.sqlite", COURSE) as opened:
        for student, text in (("ann", "x"), ("bob", "x"), ("cid", "xxx")):
            opened.take(handed(student, pack(text)), GROUNDS.key, GROUNDS)
        drive(opened, Bench())
        yield opened


def points(book: Gradebook) -> dict[str, Fraction | None]:
    """Return the mark of each student."""
    return {one.entry.student.id: one.mark.points if one.mark else None for one in standings(book)}


class Stricter(Bench):
    """Gives one point less than the judges before."""

    def wait(self) -> list[Answer]:
        """Answer the first."""
        (answer,) = super().wait()
        return [Graded(answer.key, verdict(answer.result.points - 1)) if isinstance(answer, Graded) else answer]


def test_a_regrade_says_who_changes_and_changes_nothing(book: Gradebook, capsys: pytest.CaptureFixture[str]) -> None:
    """By how much, because of which check; after it is accepted the new verdicts count, and the old ones are kept."""
    adjust(book, "ann", "retry_delay", "2", "a typo in the lesson")
    before = points(book)
    assert {"ann": Fraction(2), "bob": Fraction(1), "cid": Fraction(3)} == before
    found = regrade(book, NEW, jobs=2, make=lambda setting, jobs: Stricter())
    assert before == points(book)
    assert (f"checks of {STREAM}: s1 → s2",) == found.why
    report.regraded(found, layout.terminal(), accepted=False)
    assert capsys.readouterr().out.splitlines() == [
        f"checks of {STREAM}: s1 → s2",
        "  ann  2 → 1 (-1)",
        "    STREAM-01  passed → failed  -1",
        f"    adjusted in {DELAY} by 2: a typo in the lesson",
        "  bob  1 → 0 (-1)",
        "    STREAM-01  passed → failed  -1",
        "  cid  3 → 2 (-1)",
        "    STREAM-03  passed → failed  -1",
        "3 new verdicts, 0 of them with no change. Nothing was changed yet; with --accept they count.",
    ]
    assert 3 == found.accept(book)
    assert {"ann": Fraction(1), "bob": Fraction(0), "cid": Fraction(2)} == points(book)
    assert [1] == [one.points for one in book.results(GROUNDS.key(pack("x")))]


def test_a_regrade_given_again_grades_nothing_twice(book: Gradebook) -> None:
    """And where nothing is other than before, there is nothing to do."""
    regrade(book, NEW, jobs=2, make=lambda setting, jobs: Bench())
    bench = Bench()
    again = regrade(book, NEW, jobs=2, make=lambda setting, jobs: bench)
    assert ([], 3, []) == (bench.together, len(again.changes), largest_first(again.changes))
    assert () == regrade(book, GROUNDS, jobs=2, make=lambda setting, jobs: bench).changes


def test_who_gets_no_new_verdict_keeps_the_old_one(book: Gradebook) -> None:
    """A grader that breaks in a regrade takes no points."""
    deadly = Bench(2, deadly=lambda job: job.pack == pack("xxx"))
    found = regrade(book, NEW, jobs=2, make=lambda setting, jobs: deadly)
    assert ["", "", "The judge died."] == [change.failed for change in found.changes]
    assert 2 == found.accept(book)
    assert Fraction(3) == points(book)["cid"]


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (("zoe", "retry_delay", "1", "r"), "no student 'zoe'"),
        (("ann", "retry_dely", "1", "r"), "There is no exercise 'retry_dely'"),
        (("ann", "cost", "1", "r"), "does not grade '05_ledger/cost'"),
        (("ann", "retry_delay", "a lot", "r"), "'a lot' is no number of points"),
        (("ann", "retry_delay", "1/0", "r"), "'1/0' is no number of points"),
        (("ann", "retry_delay", "nan", "r"), "'nan' is no number of points"),
        (("ann", "retry_delay", "1", " "), "Give a reason"),
    ],
)
def test_a_wrong_adjustment_is_refused(book: Gradebook, what: tuple[str, str, str, str], told: str) -> None:
    """With what is wrong."""
    with pytest.raises(UsageError, match=told):
        adjust(book, *what)


def test_adjustments_add_up_exactly_and_stay(book: Gradebook) -> None:
    """Each with its reason, beside the verdict."""
    for amount in ("1/3", "-0.5"):
        adjust(book, "ann", "retry_delay", amount, "why")
    assert Fraction(1) + (Fraction(1, 3) - Fraction(1, 2)) / 2 == points(book)["ann"]
    assert ["1/3", "-1/2"] == [one.points for one in book.adjustments("ann")]


# ---------------------------------------------------------------- jobs


def done(student: str = "ann", under: Grounds = GROUNDS, **more: object) -> JobFile:
    """Return what a job made of a submission."""
    fields: dict[str, object] = {"pack": A, "grounds": under, "result": verdict(2, text="\ud800")} | more
    return JobFile(student=student, source=student, **fields)  # type: ignore[arg-type]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Gradebook]:
    """A new gradebook."""
    with open_book(tmp_path / "empty.sqlite", COURSE) as opened:
        yield opened


def test_what_jobs_wrote_is_merged_once(empty: Gradebook, tmp_path: Path) -> None:
    """The same folder may be merged again; what no job could read is told."""
    (tmp_path / "ann.json").write_bytes(encoded(done()))
    (tmp_path / "bob.json").write_bytes(
        encoded(JobFile(student="bob", source="bob.zip", refusal="The zip is damaged."))
    )
    told = ["'bob' was not graded: The zip is damaged."]
    assert [(1, told), (0, told)] == [
        merge(empty, job_files(tmp_path), NO_ROSTER, {"ann": NOON}, GROUNDS) for _ in range(2)
    ]
    assert {"ann": Fraction(2), "bob": None} == points(empty)
    assert NOON == next(empty.entries()).handed_in


def test_a_file_that_is_damaged_or_of_other_conditions_is_told_and_the_others_are_merged(
    empty: Gradebook, tmp_path: Path
) -> None:
    """Another Python is no reason; another seed, other checks, or no walls are."""
    (tmp_path / "a.json").write_bytes(b'{"student": "x"')
    (tmp_path / "b.json").write_bytes(encoded(done("bob", msgspec.structs.replace(GROUNDS, seed=8))))
    (tmp_path / "c.json").write_bytes(encoded(done("cid", msgspec.structs.replace(GROUNDS, isolation="none"))))
    (tmp_path / "d.json").write_bytes(encoded(done("dan", msgspec.structs.replace(GROUNDS, python="3.11"))))
    new, notes = merge(empty, job_files(tmp_path), NO_ROSTER, {}, GROUNDS)
    assert (1, {"dan": Fraction(2)}) == (new, points(empty))
    assert "a.json is not what `job --out` writes" in notes[0]
    assert [
        "b.json was not taken: it was graded under other conditions (seed: 8 → 7).",
        "c.json was not taken: nothing walled in the learner's code.",
    ] == notes[1:]


def test_what_waits_in_the_gradebook_is_settled_by_a_job(empty: Gradebook, tmp_path: Path) -> None:
    """So the same class may be graded here and elsewhere."""
    empty.take(handed("ann", A), GROUNDS.key, GROUNDS)
    (tmp_path / "ann.json").write_bytes(encoded(done("ann", msgspec.structs.replace(GROUNDS, python="3.11"))))
    assert 1 == merge(empty, job_files(tmp_path), NO_ROSTER, {}, GROUNDS)[0]
    empty.resume(GROUNDS)
    assert (0, {"ann": Fraction(2)}) == (empty.counts().left, points(empty))


def test_a_folder_that_is_none_is_told(empty: Gradebook, tmp_path: Path) -> None:
    """And what should be in it."""
    with pytest.raises(UsageError, match="There is no folder"):
        job_files(tmp_path / "none")


def test_a_job_file_reads_back_whole(tmp_path: Path) -> None:
    """Files are bytes, and stay so."""
    made = done(pack=pack("\x00ä"), result=verdict(1))
    (tmp_path / "a.json").write_bytes(encoded(made))
    assert made == read(tmp_path / "a.json")


# ---------------------------------------------------------------- what is shown


def test_the_status_names_who_needs_a_look(book: Gradebook, capsys: pytest.CaptureFixture[str]) -> None:
    """With the reason; a hostile name is escaped."""
    book.enrol([Student("dan")])
    book.take(handed("eve\x1b[2J", refusal="The zip is damaged."), GROUNDS.key, GROUNDS)
    book.take(HandedIn(Student("fay"), "fay", pack=pack("zz")), GROUNDS.key, GROUNDS)
    for stopped, outlook in (
        (False, "about 2 min left while it goes on"),
        (True, "stopped, and the same command goes on"),
    ):
        found = msgspec.structs.replace(survey(book), pace=90.0, stopped=stopped)
        report.status(found, layout.terminal())
        assert capsys.readouterr().out.splitlines() == [
            "A course",
            "3 graded, 1 queued, 1 refused, 1 missing",
            f"1 to grade, the same files once; {outlook}",
            r"  eve\x1b[2J  not graded: The zip is damaged.",
            "  missing: dan",
        ]


def test_the_status_names_the_first_who_are_missing(empty: Gradebook, capsys: pytest.CaptureFixture[str]) -> None:
    """And says how many more there are."""
    empty.enrol([Student(f"s{n:02}") for n in range(13)])
    report.status(survey(empty), layout.terminal())
    assert f"  missing: {', '.join(f's{n:02}' for n in range(10))} and 3 more" in capsys.readouterr().out.splitlines()


def test_the_status_counts_who_escaped_a_late_rule(book: Gradebook, capsys: pytest.CaptureFixture[str]) -> None:
    """Only where there is one, and only those whose time is unknown."""
    assert 0 == survey(book).untimed
    late = msgspec.structs.replace(COURSE, due=NOON, late=Late(per_day=0.5))
    book.adopt(late)
    untimed = sum(entry.handed_in is None for entry in book.entries() if entry.status == "graded")
    assert untimed == survey(book).untimed > 0
    report.status(survey(book), layout.terminal())
    assert f"  {untimed} graded without a time: no late rule was applied to them." in capsys.readouterr().out
