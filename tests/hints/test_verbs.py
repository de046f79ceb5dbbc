"""`hint` and `explain` as a learner sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import cli
from grader.exercises import find_exercise, find_exercises
from grader.verify.answers import mistakes, reference, stub

EXERCISE = find_exercise("retry_delay", find_exercises())
MISTAKE = next(m for m in mistakes(EXERCISE) if m.name.endswith("__no_cap"))


@pytest.fixture
def hand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of an exercise in a folder of one's own."""
    file = tmp_path / "exercises" / EXERCISE.file
    file.parent.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("grader.cli.options.exercises_dir", lambda: tmp_path / "exercises")
    return file


def said(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """Return what a verb that succeeds prints."""
    assert cli.main(command) == 0
    return capsys.readouterr().out


def test_a_known_mistake_gets_its_hint_then_the_three_then_the_way_on(
    hand_in: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One at a time, and after `reset` from the beginning."""
    hand_in.write_bytes(MISTAKE.content)
    [check] = MISTAKE.fails
    given = [said(capsys, "hint", check) for _ in range(5)]
    assert MISTAKE.hint in given[0]
    assert all(f"hint {n} of 3" in given[n] for n in (1, 2, 3))
    assert "explain" in given[4]
    said(capsys, "reset", "retry_delay")
    assert "hint 1 of 3" in said(capsys, "hint", check)


def test_what_passes_needs_no_hint(hand_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And none is used up."""
    hand_in.write_bytes(reference(EXERCISE).content)
    assert "nothing to hint at" in said(capsys, "hint", "DELAY-01")
    assert not Path(".retrial").exists()


def test_a_check_is_explained_beside_ones_own_answer(hand_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same case, a right answer and the learner's."""
    hand_in.write_bytes(MISTAKE.content)
    [check] = MISTAKE.fails
    text = said(capsys, "explain", check)
    right, yours = text.index("a right answer"), text.index("your answer")
    assert "returns 8.0" in text[right:yours]
    assert "returns 16.0" in text[yours:]
    assert text.index("https://") < right


def test_a_stub_is_explained_too(hand_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The right answer alone."""
    hand_in.write_bytes(stub(EXERCISE))
    text = said(capsys, "explain", "DELAY-01")
    assert "a right answer" in text
    assert "is not written yet" in text
    hand_in.unlink()
    hand_in.with_name("wait.txt").write_text("")


@pytest.mark.parametrize("verb", ["hint", "explain"])
def test_an_unknown_check_is_named(hand_in: Path, verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the nearest ones."""
    hand_in.write_bytes(stub(EXERCISE))
    assert 2 == cli.main([verb, "DELAY-99"])
    assert "Did you mean DELAY-09" in capsys.readouterr().err
