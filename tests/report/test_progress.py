"""The line that says how far a grade has come."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest

from grader.report.progress import live


@dataclass(frozen=True)
class Step:
    """A step of a grade."""

    exercise: str
    done: int
    total: int


class Screen(io.StringIO):
    """Stands for a terminal."""

    def isatty(self) -> bool:
        """Say that someone looks on."""
        return True


def test_shows_progress_to_someone_who_looks_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the number of judged checks and the exercise stand on standard error."""
    screen = Screen()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", screen)
    with live() as progress:
        assert progress is not None
        progress(Step("03_retries/retry_delay", 3, 9))
    assert "3 of 9 checks  " in screen.getvalue()
    assert "03_retries/retry_delay" in screen.getvalue()


def test_is_silent_where_nobody_looks_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a file or a pipe there is no progress at all."""
    monkeypatch.setattr("sys.stderr", file := io.StringIO())
    with live() as progress:
        assert progress is None
    assert not file.getvalue()
