"""Checks as pytest items. pytest orders and runs them; the verdicts are kept here, and not read from its reports."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from grader.grade.rubrics import CHECKS, load
from grader.result import CheckResult, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.grade.rubrics import Graded
    from grader.grade.verdicts import Exercise

INI: Final = Path(__file__).with_name("pytest.ini")


class CheckFailed(Exception):
    """A check did not pass; its result tells why."""


class RubricFile(pytest.File):
    """A rubric module, collected as the checks that are selected."""

    def collect(self) -> Iterator[CheckItem]:
        """Yield an item for each check, those that it needs first."""
        plugin = self.config.pluginmanager.get_plugin("retrial")
        assert isinstance(plugin, Plugin)
        graded = load(self.path)
        exercise = plugin.exercises.get(graded.exercise)
        for check_id in exercise.selected if exercise else ():
            yield CheckItem.from_parent(self, name=check_id)


class CheckItem(pytest.Item):
    """One check of one exercise."""

    def runtest(self) -> None:
        """Judge the check. Raises CheckFailed if it did not pass."""
        plugin = self.config.pluginmanager.get_plugin("retrial")
        assert isinstance(plugin, Plugin)
        assert isinstance(self.parent, RubricFile)
        result = plugin.judge(load(self.parent.path), self.name)
        if result.outcome is not Outcome.passed:
            raise CheckFailed(result.message)


class Plugin:
    """Collects rubrics, and keeps the result of each check."""

    def __init__(self, exercises: Mapping[str, Exercise], done: Callable[[str, CheckResult], None]) -> None:
        self.exercises = exercises
        self._done = done
        self.internal_error: str = ""

    def judge(self, graded: Graded, check_id: str) -> CheckResult:
        """Judge one check of one exercise."""
        result = self.exercises[graded.exercise].check(check_id)
        self._done(graded.exercise, result)
        return result

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> RubricFile | None:
        """Take rubric modules for what they are."""
        if file_path.parent != CHECKS or file_path.name.startswith("_"):
            return None
        return RubricFile.from_parent(parent, path=file_path)

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Keep an error that is no verdict: our own fault."""
        if call.excinfo is not None and not isinstance(call.excinfo.value, CheckFailed) and not self.internal_error:
            self.internal_error = f"{item.name}: {call.excinfo.getrepr(style='short')}"

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep an error of collecting."""
        if report.failed and not self.internal_error:
            self.internal_error = str(report.longrepr)

    def pytest_internalerror(self, excrepr: object) -> None:
        """Keep an internal error of pytest."""
        self.internal_error = self.internal_error or str(excrepr)


def run(exercises: Mapping[str, Exercise], files: list[Path], done: Callable[[str, CheckResult], None]) -> str:
    """Judge the selected checks of these exercises; return an account of our own fault, empty if there was none.

    Raises KeyboardInterrupt if the person at the keyboard does.
    """
    plugin = Plugin(exercises, done)
    options = ["-c", str(INI), "--rootdir", str(CHECKS), "--noconftest", "--assert=plain"]
    unused = ["terminal", "cacheprovider", "python", "unittest", "doctest", "junitxml", "faulthandler", "capture",
              "logging", "stepwise", "pastebin", "tmpdir", "setuponly", "debugging", "warnings", "recwarn"]  # fmt: skip
    with _undisturbed():
        code = pytest.main(
            [*options, *(f"-pno:{name}" for name in unused), *map(str, files)],
            plugins=[_Named(plugin)],
        )
    if code == pytest.ExitCode.INTERRUPTED and not plugin.internal_error:
        raise KeyboardInterrupt
    return plugin.internal_error


class _Named:
    """Registers the plugin under a name by which its items find it."""

    def __init__(self, plugin: Plugin) -> None:
        self._plugin = plugin

    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.register(self._plugin, "retrial")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep what the environment and the working directory hold away from pytest."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PYTEST_")}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    cwd = Path.cwd()
    with tempfile.TemporaryDirectory() as empty:
        os.chdir(empty)
        try:
            yield
        finally:
            os.chdir(cwd)
            del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
            os.environ.update(kept)
