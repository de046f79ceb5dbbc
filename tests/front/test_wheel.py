"""What the wheel holds, and what the project says of itself."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.clone import needs_clone, tracked
from tests.support.places import TOP

PROJECT: dict[str, Any] = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build the wheel of this checkout, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(TOP)]
    built = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert 0 == built.returncode, built.stdout
    return zipfile.ZipFile(next(folder.glob("*.whl")))


@needs_clone
def test_the_wheel_holds_the_grader(wheel: zipfile.ZipFile) -> None:
    """Every file of the grader is in the wheel, data included."""
    assert set() == set(tracked("grader")) - set(wheel.namelist())


@needs_clone
def test_the_wheel_holds_what_is_graded(wheel: zipfile.ZipFile) -> None:
    """Lessons, stubs and cassettes are in the wheel, where the grader looks for them."""
    expected = {f"grader/data/{name}" for name in tracked("exercises", "cassettes")}
    assert set() == expected - set(wheel.namelist())


def test_the_wheel_holds_no_answers(wheel: zipfile.ZipFile) -> None:
    """Nothing but the grader and its metadata is in the wheel: no reference, no mistake, no test."""
    info = f"{PROJECT['name']}-{PROJECT['version']}.dist-info"
    assert {"grader", info} == {name.partition("/")[0] for name in wheel.namelist()}
    assert [] == [name for name in wheel.namelist() if {"solutions", "also_correct"} & set(name.split("/"))]


def test_the_wheel_brings_a_command(wheel: zipfile.ZipFile) -> None:
    """Installing the wheel gives the command `retrial`."""
    points = wheel.read(f"{PROJECT['name']}-{PROJECT['version']}.dist-info/entry_points.txt").decode()
    assert "retrial = grader.cli:main" in points


def imported(file: Path) -> set[str]:
    """Return the top-level names that a module imports, at whatever depth."""
    nodes = list(ast.walk(ast.parse(file.read_bytes())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.partition(".")[0] for name in plain | parts}


def test_what_the_grader_imports_is_declared() -> None:
    """The grader imports the standard library, itself, and what pyproject.toml names: nothing by way of another."""
    names = set().union(*map(imported, (TOP / "grader").rglob("*.py"))) - sys.stdlib_module_names - {"grader"}
    distributions = metadata.packages_distributions()
    needed = {canonicalize_name(distributions[name][0]) for name in names}
    lines = [*PROJECT["dependencies"], *(line for extra in PROJECT["optional-dependencies"].values() for line in extra)]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    assert set() == needed - declared
