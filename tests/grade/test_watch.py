"""What changes on save is graded again, from warm processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.exercises import Submission
from grader.grade import watch
from grader.result import Result
from tests.support.places import SOLUTIONS

DELAY = "03_retries/retry_delay"
RIGHT = (SOLUTIONS / f"{DELAY}.py").read_bytes()
STUB = b"def retry_delay(*args, **kwargs):\n    raise NotImplementedError\n"


def test_a_save_is_graded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first result comes at once, another with each save; a folder that can't be read is told, and not the end."""
    file = tmp_path / f"{DELAY}.py"
    file.parent.mkdir()
    file.write_bytes(STUB)

    def saves(*_: Any, **__: Any) -> Iterator[None]:
        file.write_bytes(RIGHT)
        yield
        file.rename(file.with_suffix(".bak"))
        yield
        file.with_suffix(".bak").rename(file)
        yield

    monkeypatch.setattr(watch, "changes", saves)
    shown: list[Result] = []
    said: list[str] = []
    watch.watch(tmp_path, [DELAY], seed=0, show=shown.append, say=said.append)
    assert [0, 10] == [result.points for result in shown]
    assert "Watching" in said[0]
    assert "holds no exercise file" in said[1]


@pytest.mark.parametrize(
    ("watched", "expected"),
    [
        (("02_errors/diagnose", "01_streaming/stream_text", DELAY), ["02_errors/diagnose", DELAY]),
        ((DELAY,), [DELAY]),
        (("01_streaming/stream_text",), []),
    ],
)
def test_what_changed_is_named(watched: tuple[str, ...], expected: list[str]) -> None:
    """Files that are other, or now unreadable, are changed, of the exercises that are watched."""
    before = Submission({DELAY: STUB, "01_streaming/stream_text": STUB})
    now = Submission({DELAY: RIGHT, "01_streaming/stream_text": STUB}, {"02_errors/diagnose": "too large"})
    assert expected == watch.changed(before, now, watched)
