"""Which hints were shown is kept beside the exercises."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.hints import Shown


def test_what_was_shown_is_kept(tmp_path: Path) -> None:
    """Another process finds it."""
    Shown(tmp_path).add("03_retries/f", "F-01", "1")
    Shown(tmp_path).add("03_retries/f", "F-01", "2")
    assert ("1", "2") == Shown(tmp_path).of("03_retries/f", "F-01")
    assert () == Shown(tmp_path).of("03_retries/f", "F-02")


def test_an_exercise_is_forgotten_and_no_other(tmp_path: Path) -> None:
    """As `reset` does."""
    shown = Shown(tmp_path)
    shown.add("03_retries/f", "F-01", "1")
    shown.add("03_retries/g", "G-01", "1")
    shown.forget("03_retries/f")
    assert () == Shown(tmp_path).of("03_retries/f", "F-01")
    assert ("1",) == Shown(tmp_path).of("03_retries/g", "G-01")


def test_nothing_is_written_where_nothing_was_shown(tmp_path: Path) -> None:
    """`reset` alone leaves no folder behind."""
    Shown(tmp_path).forget("03_retries/f")
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"[]", b'{"f": 1}', b"\xff"])
def test_a_broken_file_counts_as_none(tmp_path: Path, content: bytes) -> None:
    """Hints are no secret: one more time does no harm."""
    (tmp_path / ".retrial").mkdir()
    (tmp_path / ".retrial" / "hints.json").write_bytes(content)
    shown = Shown(tmp_path)
    assert () == shown.of("f", "F-01")
    shown.add("f", "F-01", "1")
    assert ("1",) == Shown(tmp_path).of("f", "F-01")
