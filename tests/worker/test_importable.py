"""What a worker can import and read, compared with the committed list beside this file."""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from pathlib import Path

import pytest

from grader import readable
from tests.support.fake_judge import BOOTSTRAP, Worker, World

LIST = Path(__file__).with_name("importable.txt")
SOURCE = """
import builtins, importlib, os, sys

def visible():
    names = set()
    for folder in filter(os.path.isdir, sys.path):
        names |= {entry.partition(".")[0] for entry in os.listdir(folder) if not entry.endswith(".dist-info")}
    return sorted(names - sys.stdlib_module_names)

def failures(names):
    return {name: failure for name in names if (failure := attempt(name))}

def attempt(name):
    try:
        importlib.import_module(name)
    except BaseException as error:
        return type(error).__name__ + ": " + str(error)

def loaded():
    return sorted(name for name, module in sys.modules.items() if module)

def readable(paths):
    return [path for path in paths if can_read(path)]

def can_read(path):
    try:
        with open(path, "rb"):
            return True
    except OSError:
        return False

def version(name):
    return importlib.metadata.version(name)
"""


def section(name: str) -> list[str]:
    """Return the names of one section of the list."""
    text = re.sub(r"(?m)^#.*", "", LIST.read_text("utf-8"))
    return text.partition(f"[{name}]")[2].partition("[")[0].split()


def third_party(names: list[str]) -> list[str]:
    """Return the top-level names that are neither Python's nor the grader's."""
    known = sys.stdlib_module_names | {*sys.builtin_module_names, "exercise", "grader"}
    tops = {name.partition(".")[0] for name in names}
    return sorted(top for top in tops - known if not top.startswith(("_sysconfigdata", "__")))


def test_of_all_that_is_installed_only_the_list_can_be_imported(worker: Worker) -> None:
    """Of every name that the folders of the path show, the third-party names of the list can be imported, no other."""
    found = worker.play(SOURCE, function="visible").value
    failures = worker.play(SOURCE, found, function="failures").value
    assert {"pytest", "_pytest", "hypothesis", "vcr", "click", "rich"} <= failures.keys()
    assert section("third-party") == third_party([name for name in found if name not in failures])


def test_the_standard_library_can_be_imported(worker: Worker) -> None:
    """Every module of the list can be imported behind the walls."""
    assert {} == worker.play(SOURCE, section("standard library"), function="failures").value


@pytest.mark.parametrize(
    "name",
    [
        *("grader.checks", "grader.judge", "grader.sandbox", "grader.grade", "solutions", "tests", "pytest", "yaml"),
        *("idlelib", "lib2to3", "tkinter", "ensurepip", "turtle", "test", "sitecustomize", "usercustomize"),
    ],
)
def test_what_is_not_on_the_list_is_not_found(worker: Worker, name: str) -> None:
    """It is as if it were not installed."""
    assert (
        f"ModuleNotFoundError: No module named '{name}'" == worker.play(SOURCE, [name], function="failures").value[name]
    )


def test_a_fresh_worker_has_loaded_the_list_and_nothing_else(worker: Worker) -> None:
    """What is in memory when the code begins is known: the third-party names, and the worker's own modules."""
    loaded = worker.play(SOURCE, function="loaded").value
    own = {f"grader.worker.{path.stem}" for path in BOOTSTRAP.parent.glob("*.py")}
    own -= {"grader.worker.__init__", "grader.worker.bootstrap"}  # a module made by hand, and __main__
    assert section("third-party") == third_party(loaded)
    assert sorted({*section("grader"), *own}) == [name for name in loaded if name.partition(".")[0] == "grader"]


def test_what_is_not_on_the_list_can_not_be_read(worker: Worker) -> None:
    """Neither the files of other distributions can be read, nor the grader's, nor the repository's."""
    others = [
        str(importlib.metadata.distribution(name).locate_file(f"{name}/__init__.py")) for name in ("pytest", "rich")
    ]
    ours = [path for room in ("checks", "judge", "worker") for path in (BOOTSTRAP.parents[1] / room).glob("*.py")]
    repository = BOOTSTRAP.parents[2]
    more = [path for folder in ("solutions", "cassettes", "tests") for path in (repository / folder).rglob("*.*")]
    every = [*others, *ours, *more, sys.executable, "/proc/self/environ", "/proc/self/mem", "/etc/passwd", "/dev/zero"]
    paths = [path for path in map(str, every) if not Path(path).is_dir()]
    assert [] == worker.play(SOURCE, paths, function="readable").value
    assert [json.__file__] == worker.call(World(), "readable", [json.__file__]).value


def test_the_versions_of_what_can_be_imported_can_be_asked(worker: Worker) -> None:
    """`importlib.metadata` finds the SDK's metadata."""
    assert importlib.metadata.version("anthropic") == worker.play(SOURCE, "anthropic", function="version").value


def test_no_path_of_the_list_holds_anothers_files() -> None:
    """Nothing that another installed distribution brought lies in a path that may be read."""
    paths = {*readable.packages(), *readable.standard_library()}
    allowed = {found.name for found in readable._closure().values()}
    others = [one for one in importlib.metadata.distributions() if one.name not in allowed]
    files = {Path(str(one.locate_file(""))).joinpath(row.split(",")[0]) for one in others for row in record(one)}
    assert len(files) > 1000
    assert [] == [str(file) for file in files if not paths.isdisjoint([file, *file.parents])]


def record(distribution: importlib.metadata.Distribution) -> list[str]:
    """Return the rows of a distribution's list of files."""
    return (distribution.read_text("RECORD") or "").splitlines()


def test_the_standard_library_is_listed_without_what_may_lie_in_it() -> None:
    """Neither site-packages, nor a site's own start-up files, nor the parts that no answer needs."""
    names = {path.name for path in readable.standard_library()}
    assert set() == names & {"site-packages", "dist-packages", "sitecustomize.py", "test", "idlelib", "tkinter"}
    assert {"asyncio", "json", "os.py", "lib-dynload", "__pycache__"} <= names


def test_a_distribution_without_a_list_of_its_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be told apart from its neighbours is an error, and names the distribution."""
    h11 = importlib.metadata.distribution("h11")
    cls = type(h11)  # not always that of the standard library: a backport of it may have been imported
    real = cls.read_text
    monkeypatch.setattr(cls, "read_text", lambda self, name: None if name == "RECORD" else real(self, name))
    monkeypatch.setattr(readable, "_closure", lambda: {"h11": h11})
    with pytest.raises(FileNotFoundError, match="has no list of its files"):
        readable.packages()
