"""A class in a room of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.classes import DELAY, GROUNDS, STREAM, lay
from tests.support.judges import Bench

COURSE_TOML = f'format_version = 1\ntitle = "T"\nseed = 7\n[exercises]\n"{STREAM}" = 1\n"{DELAY}" = 1\n'


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a course file and submissions, judges that grade nothing, and grounds that never change."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("grader.course.session.grounds_here", lambda book: GROUNDS)
    monkeypatch.setattr("grader.course.session.Judges", lambda setting, jobs: Bench(jobs))
    (tmp_path / "course.toml").write_text(COURSE_TOML, encoding="utf-8")
    lay(tmp_path / "in" / "ann", stream="x")
    lay(tmp_path / "in" / "bob", stream="xxx")
    return tmp_path
