"""Skips are told, and where RETRIAL_NO_SURPRISES is set a skip that nobody listed fails the run.

A test that is skipped everywhere guards nothing, and a green run does not show it. So `.ci/run` sets the variable,
and `tests/expected_skips.txt` lists what a bare machine may skip: one `path: reason` a line, with `*` as a wildcard.
"""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

EXPECTED = Path(__file__).with_name("expected_skips.txt")
STRICT = "RETRIAL_NO_SURPRISES" in os.environ


def surprises(config: pytest.Config) -> list[str]:
    """Return the skips of this run that no line of the list matches; a comment there matches nothing."""
    patterns = EXPECTED.read_text(encoding="utf-8").splitlines()
    return [skip for skip in skips_of(config) if not any(fnmatchcase(skip, pattern) for pattern in patterns)]


def skips_of(config: pytest.Config) -> list[str]:
    """Return every skip of this run as `path: reason`, each once."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return sorted({f"{report.nodeid.partition('::')[0]}: {reason(report.longrepr)}" for report in reports})


def reason(longrepr: object) -> str:
    """Return why a test was skipped; pytest keeps (path, line, "Skipped: why")."""
    return str(longrepr[-1] if isinstance(longrepr, tuple) else longrepr).removeprefix("Skipped: ")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that is green but for a skip that nobody listed."""
    if STRICT and session.exitstatus == pytest.ExitCode.OK and surprises(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the skips that nobody listed."""
    for skip in surprises(config) if STRICT else ():
        terminalreporter.write_line(f"not in {EXPECTED.name}: {skip}", red=True)
