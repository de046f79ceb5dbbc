"""The learners' bundle holds what they need, and no answer."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from grader import cli
from grader.exercises import UsageError
from grader.homework import bundle
from grader.homework.bundle import Bundle, Commit, bundles, head
from tests.support.clone import needs_clone
from tests.support.places import TOP

pytestmark = needs_clone


@pytest.fixture(scope="module")
def commit() -> Commit:
    """Return the commit that is checked out."""
    return head(TOP)


@pytest.fixture(scope="module")
def learners(commit: Commit) -> Bundle:
    """Return the learners' bundle."""
    return bundles(commit, "0.1.0")[0]


def test_it_holds_no_answer(learners: Bundle, commit: Commit) -> None:
    """No file of it stands among the answers, or is the same as one there; the warm-up is solved in its stub."""
    assert [] == [name for name in learners.files if {"solutions", "mistakes", "also_correct"} & {*name.split("/")}]
    digests = {hashlib.sha256(data).digest(): name for name, data in commit.files.items() if "solutions/" in name}
    same = {name for name in learners.files if hashlib.sha256(commit.files[name]).digest() in digests}
    assert set() == {name for name in same if commit.files[name].strip()} - {
        "exercises/00_warmup/first_call.py",
        "grader/data/stubs/00_warmup/first_call.py",
    }


def test_it_holds_what_grades(learners: Bundle, commit: Commit) -> None:
    """All of the grader, lessons, stubs, cassettes and locks are in it, and nothing of the workshop."""
    rooms = ("grader/", "exercises/", "cassettes/", "requirements/")
    assert set() == {name for name in commit.files if name.startswith(rooms)} - {*learners.files}
    assert set() == {name.partition("/")[0] for name in learners.files} & {"solutions", "bench", "fuzz", ".ci"}
    tests = {name for name in learners.files if name.startswith("tests/")}
    assert {name for name in bundle.LEARNERS if name.startswith("tests/")} == tests


def test_the_instructors_bundle_holds_all(commit: Commit) -> None:
    """Every file of the commit is in it, and programs stay programs."""
    made = bundles(commit, "0.1.0")[1]
    assert {*commit.files} == {*made.files}
    archive = zipfile.ZipFile(io.BytesIO(made.data))
    assert 0o755 == archive.getinfo("retrial-0.1.0-instructors/.ci/run").external_attr >> 16 & 0o777
    assert commit.id.encode() == archive.comment


def test_the_same_commit_gives_the_same_bytes(commit: Commit, learners: Bundle) -> None:
    """Nothing of the hour or the machine is in a bundle."""
    assert learners.data == bundles(head(TOP), "0.1.0")[0].data


def test_outside_a_clone_there_is_no_release(tmp_path: Path) -> None:
    """Where git knows nothing, the text says what is needed."""
    with pytest.raises(UsageError, match="a clone of the project"):
        head(tmp_path)


@pytest.fixture(scope="module")
def unpacked(learners: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the learners' bundle unpacks into, with no git around it."""
    folder = tmp_path_factory.mktemp("home")
    zipfile.ZipFile(io.BytesIO(learners.data)).extractall(folder)
    return folder / "retrial-0.1.0"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module of Python in the bundle, as its sessions do."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, env=surroundings)


def test_it_grades(unpacked: Path) -> None:
    """The first command of its README: the warm-up, solved already, passes."""
    ended = run(unpacked, "grader", "grade", "first_call")
    assert 0 == ended.returncode, ended.stdout + ended.stderr
    assert "first_call" in ended.stdout


def test_its_tests_pass(unpacked: Path) -> None:
    """The second command of its README: the tests of the front door."""
    ended = run(unpacked, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")
    assert 0 == ended.returncode, ended.stdout


def test_the_verb_writes_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two zips with their digests, in the folder that was named."""
    assert 0 == cli.main(["release", "--out", str(tmp_path / "dist")])
    text = "".join(capsys.readouterr().out.split())
    made = sorted((tmp_path / "dist").iterdir())
    assert ["retrial-0.1.0-instructors.zip", "retrial-0.1.0.zip"] == [path.name for path in made]
    assert [] == [path for path in made if hashlib.sha256(path.read_bytes()).hexdigest() not in text]
