"""`submit` and `compare` as a learner calls them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import grader.grade
from grader import cli
from grader.exercises import Exercise, Submission, stubs_dir
from grader.grade import JudgeError
from grader.homework import read_manifest, read_result
from grader.report import jsontext
from grader.result import Result
from tests.support import results

DELAY = Exercise("03_retries", "retry_delay")
STREAM = Exercise("01_streaming", "stream_text")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the folder of a learner who has written one of two exercises, with a pipeline that grades nothing."""

    def graded(submission: Submission, selectors: Sequence[str] = (), **options: Any) -> Result:
        return results.result(*(e for e in results.ONE_FAILING.exercises if e.id in selectors), seed=options["seed"])

    monkeypatch.setattr(grader.grade, "grade", graded)
    monkeypatch.setattr("grader.cli.homework.find_exercises", lambda: (STREAM, DELAY))
    monkeypatch.setattr("grader.cli.options.exercises_dir", lambda: tmp_path / "exercises")
    for exercise in (STREAM, DELAY):
        file = tmp_path / "exercises" / exercise.file
        file.parent.mkdir(parents=True)
        file.write_bytes((stubs_dir() / exercise.file).read_bytes())
    (tmp_path / "exercises" / STREAM.file).write_bytes(b"mine")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what was printed, in one line."""
    return " ".join(capsys.readouterr().out.split())


def test_submit_packs_grades_and_prints(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The zip holds both files and the unofficial result, and what is printed says which of them is a stub."""
    (home / "exercises" / "01_streaming" / "helper.py").touch()
    assert 0 == cli.main(["submit", "--seed", "7"])
    found = read_manifest((home / "homework.zip").read_bytes(), "homework.zip")
    assert [STREAM.file, DELAY.file] == [file.name for file in found.files]
    assert (7, 9) == (found.unofficial_result and (found.unofficial_result.seed, found.unofficial_result.points))
    text = told(capsys)
    parts = (
        "homework.zip holds 2 exercise files",
        "01_streaming/stream_text.py 4 bytes 9 of 10 points",
        "the stub as it came",
        "marked as unofficial",
        "no exercise files: exercises/01_streaming/helper.py",
        "sha256 ",
    )
    assert [] == [part for part in parts if part not in text]


def test_submit_takes_topics_and_exercises(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what was named is in the zip."""
    assert 0 == cli.main(["submit", "03_retries", "--no-grade", "--out", "three.zip"])
    found = read_manifest((home / "three.zip").read_bytes(), "three.zip")
    assert ([DELAY.file], None) == ([file.name for file in found.files], found.unofficial_result)
    assert "nothing of yours is handed in yet" in told(capsys)


def test_what_could_not_be_packed_shows_in_the_exit_code(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is too large, and one that is gone, are said, and the zip has the rest."""
    (home / "exercises" / DELAY.file).write_bytes(b"#" * 1_000_001)
    assert 1 == cli.main(["submit"])
    assert "retry_delay.py is NOT in it. The file is larger than 1,000,000 bytes" in told(capsys)
    (home / "exercises" / DELAY.file).unlink()
    assert 1 == cli.main(["submit"])
    assert "retry_delay.py is NOT in it: there is no such file." in told(capsys)


def test_a_grader_that_fails_keeps_nobody_from_handing_in(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The zip is made without a result, and it is said why."""

    def broken(*_: Any, **__: Any) -> Result:
        msg = "the zygote did not start"
        raise JudgeError(msg)

    monkeypatch.setattr(grader.grade, "grade", broken)
    assert 0 == cli.main(["submit"])
    shown = capsys.readouterr()
    assert "packed all the same: the zygote did not start" in shown.err
    assert "holds no result" in shown.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["submit", "--out", f"exercises/{DELAY.file}"], "let it end in .zip"),
        (["submit", "--out", "nowhere/x.zip"], "There is no folder 'nowhere'"),
        (["submit", "nonsense"], "There is no topic, exercise or check 'nonsense'"),
        (["submit", "--submission", "nowhere"], "There is no 'nowhere'"),
        (["compare", "homework.zip", "nowhere.json"], "There is no 'homework.zip'"),
    ],
)
def test_a_command_that_makes_no_sense_ends_with_2(
    home: Path, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told in words, and nothing is written."""
    before = {path: path.stat().st_size for path in home.rglob("*")}
    assert 2 == cli.main(arguments)
    assert says in capsys.readouterr().err
    assert before == {path: path.stat().st_size for path in home.rglob("*")}


def test_nothing_to_hand_in_makes_no_zip(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no file of what was named can be read, there is no zip."""
    (home / "exercises" / DELAY.file).write_bytes(b"#" * 1_000_001)
    assert 2 == cli.main(["submit", "retry_delay"])
    assert "nothing to hand in: The file is larger" in capsys.readouterr().err
    assert not (home / "homework.zip").exists()


def test_compare_tells_the_cause_beside_each_check(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A homework zip is compared with an official result: exit code 1, and the seed named."""
    cli.main(["submit", "stream_text"])
    official = results.result(results.streaming(), seed=3)
    (home / "official.json").write_text(jsontext.render(official), encoding="utf-8")
    capsys.readouterr()
    assert 1 == cli.main(["compare", "homework.zip", "official.json"])
    text = told(capsys)
    assert "STREAM-06 failed, 0 of 1 → passed, 1 of 1 because of seed: 0 ≠ 3" in text
    assert "They differ in 1 check of 1 exercise." in text


def test_compare_ends_with_0_where_nothing_differs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The zip's own result is the same as itself."""
    cli.main(["submit"])
    capsys.readouterr()
    assert 0 == cli.main(["compare", "homework.zip", "homework.zip"])
    assert "The same: " in told(capsys)
    assert 9 == read_result(home / "homework.zip").points
