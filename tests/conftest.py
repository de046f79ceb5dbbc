"""Skips are told, and where RETRIAL_NO_SURPRISES is set a skip that nobody listed fails the run.

A test that is skipped everywhere guards nothing, and a green run does not show it. So `.ci/run` sets the variable,
and `tests/expected_skips.txt` lists what a bare machine may skip: one `path: reason` a line, with `*` as a wildcard.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

EXPECTED = Path(__file__).with_name("expected_skips.txt")


def listed(text: str) -> list[str]:
    """Return the patterns of a list of skips, without its comments."""
    return [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]


def surprises(skips: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """Return the skips that no pattern matches."""
    known = list(patterns)
    return [skip for skip in skips if not any(fnmatchcase(skip, pattern) for pattern in known)]


def skips_of(config: pytest.Config) -> list[str]:
    """Return every skip of this run as `path: reason`, each once."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return sorted({f"{report.nodeid.partition('::')[0]}: {reason(report.longrepr)}" for report in reports})


def reason(longrepr: object) -> str:
    """Return why a test was skipped; pytest keeps (path, line, "Skipped: why")."""
    return str(longrepr[-1] if isinstance(longrepr, tuple) else longrepr).removeprefix("Skipped: ")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run over a skip that nobody listed."""
    found = surprises(skips_of(session.config), listed(EXPECTED.read_text(encoding="utf-8")))
    if found and os.environ.get("RETRIAL_NO_SURPRISES") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the skips that nobody listed."""
    if not os.environ.get("RETRIAL_NO_SURPRISES"):
        return
    for skip in surprises(skips_of(config), listed(EXPECTED.read_text(encoding="utf-8"))):
        terminalreporter.write_line(f"not in {EXPECTED.name}: {skip}", red=True)
