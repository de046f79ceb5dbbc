"""The same submission gets the same result: again, alone, from a wheel, and from a folder called `tests`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.exercises import Submission, find_exercises
from grader.grade import Grader
from grader.report.jsontext import render
from grader.verify.answers import mistakes, reference
from tests.support.places import SOLUTIONS, TOP

RUNS = 10


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Return a submission of an exercise of each topic, right in some and wrong in others."""
    chosen = {exercise.topic: exercise for exercise in find_exercises()}.values()
    found = {exercise.id: reference(exercise).content for exercise in chosen}
    for exercise in list(chosen)[::2]:
        found[exercise.id] = (*mistakes(exercise), reference(exercise))[0].content
    return found


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """Keep one zygote."""
    with Grader() as made:
        yield made


def timeless(text: str) -> dict[str, Any]:
    """Return a result without the time that it took."""
    found: dict[str, Any] = json.loads(text)
    del found["seconds"]
    return found


@pytest.fixture(scope="module")
def first(grader: Grader, files: dict[str, bytes]) -> dict[str, Any]:
    """Return the result to hold the others against."""
    return timeless(render(grader.grade(Submission(files))))


def test_ten_runs_are_alike(grader: Grader, files: dict[str, bytes], first: dict[str, Any]) -> None:
    """Messages, cases and timelines included."""
    for _ in range(RUNS - 1):
        assert first == timeless(render(grader.grade(Submission(files))))


def test_a_check_alone_gets_the_same_result(grader: Grader, files: dict[str, bytes], first: dict[str, Any]) -> None:
    """Selecting one check selects what it needs, and changes nothing else."""
    for exercise in first["exercises"]:
        last = exercise["checks"][-1]
        alone = timeless(render(grader.grade(Submission(files), [last["id"]])))["exercises"][0]["checks"]
        assert last == alone[-1]


def test_two_seeds_draw_different_cases(grader: Grader, files: dict[str, bytes], first: dict[str, Any]) -> None:
    """The outcomes are the same all the same, as far as the mistakes are."""
    other = timeless(render(grader.grade(Submission(files), seed=1)))
    assert 1 == other["seed"]
    assert [(e["id"], e["points"]) for e in first["exercises"]] == [(e["id"], e["points"]) for e in other["exercises"]]


def graded_by(command: list[str], cwd: Path, path: str, submission: Path) -> dict[str, Any]:
    """Return what another process says of a submission."""
    done = subprocess.run(
        [sys.executable, *command, "grade", "--submission", str(submission), "--format", "json"],
        cwd=cwd,
        env={"PYTHONPATH": path, "PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "random", "PYTEST_ADDOPTS": "--nonsense"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    return timeless(done.stdout)


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> Path:
    """Return a folder with the submission."""
    folder = tmp_path_factory.mktemp("handed_in")
    for exercise, content in files.items():
        file = folder / f"{exercise}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    return folder


def test_a_checkout_below_a_folder_called_tests(tmp_path: Path, handed_in: Path, first: dict[str, Any]) -> None:
    """Neither pytest nor Hypothesis takes the grader for a test there."""
    checkout = tmp_path / "tests" / "checkout"
    for name in ("grader", "exercises", "cassettes"):
        shutil.copytree(TOP / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TOP / "pyproject.toml", checkout)
    assert first == graded_by(["-m", "grader"], checkout, "", handed_in)


def test_a_wheel(tmp_path: Path, handed_in: Path, first: dict[str, Any]) -> None:
    """An installed wheel says what the checkout says."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(TOP)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    shutil.unpack_archive(wheel, site, "zip")
    assert first == graded_by(["-m", "grader"], tmp_path, str(site), handed_in)


def test_the_references_get_full_points() -> None:
    """The word `solutions` stands for them."""
    done = subprocess.run(
        [sys.executable, "-m", "grader", "grade", "--submission", "solutions", "--format", "json"],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    result = json.loads(done.stdout)
    assert ("passed", result["max_points"], 0) == (result["status"], result["points"], done.returncode)
    assert SOLUTIONS.is_dir()
