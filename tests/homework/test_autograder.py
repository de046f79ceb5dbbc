"""Gradescope's zip: what grades, no answer, and the same bytes for the same commit."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from grader import cli
from grader.homework.autograder import autograder
from grader.homework.bundle import Commit, head
from tests.support.places import TOP

DELAY = "03_retries/retry_delay"


@pytest.fixture(scope="module")
def commit() -> Commit:
    """Return the commit that is checked out."""
    return head(TOP)


def opened(data: bytes) -> zipfile.ZipFile:
    """Return a zip."""
    return zipfile.ZipFile(io.BytesIO(data))


def test_it_holds_what_grades_and_no_answer(commit: Commit) -> None:
    """Students may get to see it. Two programs and the settings are at its root, and nothing else."""
    names = opened(autograder(commit, [], 0)).namelist()
    assert {"retrial", "run_autograder", "settings.sh", "setup.sh"} == {name.partition("/")[0] for name in names}
    assert {name for name in commit.files if name.startswith(("grader/", "exercises/", "cassettes/"))} <= {
        name.removeprefix("retrial/") for name in names
    }
    assert [] == [name for name in names if {"solutions", "tests"} & {*name.split("/")}]


def test_programs_are_programs(commit: Commit) -> None:
    """Gradescope runs both."""
    archive = opened(autograder(commit, [], 0))
    modes = {name: archive.getinfo(name).external_attr >> 16 & 0o777 for name in ("run_autograder", "setup.sh")}
    assert {0o755} == {*modes.values()}


def test_the_same_commit_gives_the_same_bytes(commit: Commit) -> None:
    """So a course can say which one graded."""
    assert autograder(commit, [DELAY], 7) == autograder(head(TOP), [DELAY], 7)
    assert commit.id.encode() == opened(autograder(commit, [DELAY], 7)).comment


def test_the_command_says_what_is_graded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By topics, exercises, and the seed; a name that there is not makes no zip."""
    out = tmp_path / "autograder.zip"
    assert 0 == cli.main(["course", "autograder", "retry_delay", "05_ledger/cost", "--seed", "7", "--out", str(out)])
    assert str(out) in capsys.readouterr().out
    settings = zipfile.ZipFile(out).read("settings.sh").decode()
    assert f"RETRIAL_EXERCISES='{DELAY} 05_ledger/cost'\nRETRIAL_SEED=7\n" == settings
    out.unlink()
    assert 2 == cli.main(["course", "autograder", "retry_dely", "--out", str(out)])
    assert ("Did you mean" in capsys.readouterr().err, out.exists()) == (True, False)
