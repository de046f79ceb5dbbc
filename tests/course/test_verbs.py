"""`course ...` and `job`: what they say, their exit codes, and that one bad submission costs no one else anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import msgspec
import pytest

from grader import cli, sandbox
from grader.course import open_book, read_book
from grader.course.cluster import ClusterError
from grader.course.file import SHIPPED
from grader.course.judges import Answer, Setting
from grader.grade import Grader
from tests.support.classes import GROUNDS, STREAM, lay, zipped
from tests.support.judges import Bench, points


def run(*words: str) -> int:
    """Run a verb of `course` on the gradebook."""
    more = ["--course", "course.toml"] if words[0] in {"grade", "merge", "regrade"} else []
    return cli.main(["course", *words, "--book", "book.sqlite", *more])


def test_a_class_is_graded(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And the same command given again finds nothing to do."""
    for _ in range(2):
        assert 0 == run("grade", "in")
        assert ["T", "2 graded"] == capsys.readouterr().out.splitlines()
    assert 0 == run("status")
    with read_book(room / "book.sqlite") as book:
        assert [1, 3] == [entry.result.points for entry in book.entries() if entry.result]


def test_what_is_bad_is_told_and_the_others_are_graded(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A damaged zip, two of one student, someone who is in no roster, someone who handed in nothing."""
    (room / "in" / "cid.zip").write_bytes(b"PK damaged")
    zipped(room / "in" / "bob.zip")
    (room / "roster.csv").write_text("student\nann\nann\nbob\ncid\ndan\n", encoding="utf-8")
    lay(room / "in" / "eve", stream="xx")
    assert 1 == run("grade", "in", "--roster", "roster.csv")
    said = capsys.readouterr().out
    assert "! roster.csv, line 3 repeats 'ann'; line 2 counts." in said
    assert "! 'eve' is not in the roster, and is graded all the same." in said
    assert "2 graded, 2 refused, 1 missing" in said
    assert "bob  not graded: There are two submissions of this student, 'bob', 'bob.zip'" in said
    assert "cid  not graded: 'cid.zip' is no zip file, or a damaged one." in said


def test_a_failure_of_the_grader_is_not_a_zero(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code says so, and it may be tried again."""
    deadly: Callable[[Any], bool] = lambda job: job.pack.files[STREAM] == b"x"  # noqa: E731  a value, given on
    monkeypatch.setattr("grader.course.session.Judges", lambda setting, jobs: Bench(jobs, deadly))
    assert 3 == run("grade", "in")
    assert "ann  the grader failed: The judge died." in capsys.readouterr().out
    monkeypatch.setattr("grader.course.session.Judges", lambda setting, jobs: Bench(jobs))
    assert 3 == run("grade", "in")
    assert 0 == run("grade", "in", "--retry-failed")


def test_ctrl_c_says_that_nothing_is_lost(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the same command goes on."""

    class Interrupted(Bench):
        def wait(self) -> list[Answer]:
            raise KeyboardInterrupt

    monkeypatch.setattr("grader.course.session.Judges", lambda setting, jobs: Interrupted(jobs))
    assert 130 == run("grade", "in")
    assert "What was recorded is kept" in capsys.readouterr().err
    monkeypatch.setattr("grader.course.session.Judges", lambda setting, jobs: Bench(jobs))
    assert 0 == run("grade", "in")


def test_a_cluster_may_grade_instead_of_this_machine(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Workers that are not used are told; one that is gone is no crash; how many judges is not asked there."""

    def connected(scheduler: str, course: object, under: object, say: Callable[[str], None]) -> Bench:
        if scheduler == "tcp://gone:1":
            msg = "The scheduler went away."
            raise ClusterError(msg)
        say("The worker tcp://odd:1 was not used.")
        return Bench(2)

    monkeypatch.setattr("grader.course.cluster.Cluster", connected)
    monkeypatch.delattr("grader.course.session.Judges")
    assert 3 == run("grade", "in", "--scheduler", "tcp://gone:1")
    assert "The scheduler went away." in capsys.readouterr().err
    assert 2 == run("grade", "in", "--scheduler", "tcp://here:1", "--jobs", "2")
    assert "--jobs is for this machine" in capsys.readouterr().err
    assert 0 == run("grade", "in", "--scheduler", "tcp://here:1")
    assert ["! The worker tcp://odd:1 was not used.", "T", "2 graded"] == capsys.readouterr().out.splitlines()


def test_what_cannot_work_is_told(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing or another gradebook, folder, course file: the command was wrong; someone else writes: it was not."""
    assert 2 == run("status")
    assert 2 == run("grade", "none")
    assert 2 == cli.main(["course", "grade", "in", "--book", "other.sqlite", "--course", "none.toml"])
    assert 0 == run("grade", "in")
    assert 2 == cli.main(["course", "grade", "in", "--book", "book.sqlite", "--course", str(SHIPPED)])
    with open_book(room / "book.sqlite"):
        assert 3 == run("grade", "in")
    said = capsys.readouterr().err
    for part in (
        "There is no gradebook 'book.sqlite'",
        "is the gradebook of 'T'",
        "There is no folder 'none'",
        "'none.toml' cannot be read",
        "Another command is writing",
    ):
        assert part in said


def test_a_machine_without_walls_grades_no_class(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says why, and what to do."""
    monkeypatch.undo()
    monkeypatch.chdir(room)
    monkeypatch.setattr(sandbox, "best", lambda: sandbox.NONE)
    assert 3 == run("grade", "in")
    assert sandbox.REFUSAL in capsys.readouterr().err


def test_an_adjustment_and_a_regrade(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Points may be taken as well; nothing counts before it is accepted."""
    run("grade", "in")
    assert 0 == run("adjust", "ann", "stream_text", "-1/2", "--reason", "copied")
    assert 2 == run("adjust", "ann", "stream_text", "much", "--reason", "copied")
    assert "It counts once" not in capsys.readouterr().out
    other = msgspec.structs.replace(GROUNDS, grader="g2")
    monkeypatch.setattr("grader.course.session.grounds_here", lambda book: other)
    assert 0 == run("grade", "in")
    assert "! 2 verdicts rest on other checks or packages" in capsys.readouterr().out
    for more in ([], ["--accept"], []):
        assert 0 == run("regrade", *more)
    assert "Every verdict rests on the checks and packages of now" in capsys.readouterr().out


def test_a_job_is_graded_apart_and_merged(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its exit code is 0 whatever the points; what can't be read has a file as well, and another code."""

    def graded(_: Grader, pack: Any, setting: Setting, progress: object) -> Any:
        return points(pack)

    monkeypatch.setattr("grader.course.job.Grader", _NoGrader)
    monkeypatch.setattr("grader.course.job.grade", graded)
    monkeypatch.setattr("grader.course.job.grounds", lambda course, seed, isolation: GROUNDS)
    (room / "out").mkdir()
    (room / "in" / "cid.zip").write_bytes(b"PK damaged")
    codes = [
        cli.main(["job", f"in/{name}", "--out", f"out/{name}.json", "--course", "course.toml"])
        for name in ("ann", "bob", "cid.zip")
    ]
    assert [0, 0, 2] == codes
    assert "ann" == json.loads((room / "out" / "ann.json").read_bytes())["student"]
    assert 1 == run("merge", "out")
    assert "2 graded, 1 refused" in capsys.readouterr().out


class _NoGrader:
    """Stands for the grader, which a job starts and ends."""

    def __init__(self, **options: object) -> None:
        assert options["require_isolation"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *of: object) -> None:
        return None


def test_a_job_needs_the_seed_of_the_gradebook(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the course draws one for each; `course seed` prints it, and makes the gradebook if need be."""
    (room / "course.toml").write_text(
        (room / "course.toml").read_text("utf-8").replace("seed = 7\n", ""), encoding="utf-8"
    )
    assert 2 == cli.main(["job", "in/ann", "--out", "ann.json", "--course", "course.toml"])
    assert 0 == cli.main(["course", "seed", "--book", "book.sqlite", "--course", "course.toml"])
    with read_book(room / "book.sqlite") as book:
        assert str(book.seed) == capsys.readouterr().out.strip()


@pytest.mark.parametrize("points", ["1e30", "1e400", "1e999999999", "1000000.5", "-1000001", "1/1000001", "1/0", "nan"])
def test_points_beyond_all_measure_are_refused(room: Path, capsys: pytest.CaptureFixture[str], points: str) -> None:
    """No sheet could hold them; nothing is recorded."""
    assert 0 == run("grade", "in")
    assert 2 == run("adjust", "ann", STREAM, points, "--reason", "slip")
    assert "at most 1,000,000 points" in capsys.readouterr().err
    with read_book(room / "book.sqlite") as book:
        assert () == book.adjustments("ann")
    assert 0 == run("adjust", "ann", STREAM, "-1000000", "--reason", "meant")
    assert 0 == run("export", "csv")


def test_an_adjustment_waits_for_a_verdict(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever is missing or refused has no mark that it could count in; that is told."""
    (room / "in" / "cid.zip").write_bytes(b"PK damaged")
    (room / "roster.csv").write_text("student\nann\nbob\ncid\ndan\n", encoding="utf-8")
    assert 1 == run("grade", "in", "--roster", "roster.csv")
    capsys.readouterr()
    for student, waits in (("cid", True), ("dan", True), ("bob", False)):
        assert 0 == run("adjust", student, STREAM, "1", "--reason", "ill")
        assert waits == ("It counts once there is a verdict." in capsys.readouterr().out)


def test_a_job_that_cannot_be_written_or_read_is_not_graded(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its folder is made before; where nothing was handed in, nothing is written that a merge would take."""
    monkeypatch.delattr("grader.course.job.Grader")
    common = ["--course", "course.toml", "--out"]
    assert 2 == cli.main(["job", "in/ann", *common, "course.toml/ann.json"])
    assert "'course.toml/ann.json' cannot be written" in capsys.readouterr().err
    assert 2 == cli.main(["job", "in/nobody", *common, "out/nobody.json"])
    assert "'in/nobody' cannot be read: No such file or directory." in capsys.readouterr().err
    assert not (room / "out").exists()
    (room / "in" / "cid.zip").write_bytes(b"PK damaged")
    assert 2 == cli.main(["job", "in/cid.zip", *common, "out/deep/cid.json"])
    assert "cid" == json.loads((room / "out" / "deep" / "cid.json").read_bytes())["student"]
