"""`fidelity`: its exit codes and its table."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from grader import cli
from grader.fidelity import simulated
from grader.fidelity.rules import read_rules
from grader.fidelity.samples import Sample

REQUEST = {"method": "POST", "uri": "https://api.anthropic.com/v1/messages", "body": "{}"}
HEADERS = {"content-type": ["application/json"], "date": ["Tue, 02 Jun 2026 10:00:00 GMT"]}


def recorded(folder: Path, words: str, **headers: list[str]) -> str:
    """Write a recording of a 401 with these words, and return its folder."""
    body = f'{{"type":"error","error":{{"type":"authentication_error","message":"{words}"}},"request_id":null}}'
    response = {"status": {"code": 401}, "headers": HEADERS | headers, "body": {"string": body}}
    text = yaml.safe_dump({"version": 1, "interactions": [{"request": REQUEST, "response": response}]})
    (folder / "one.yaml").write_text(text, encoding="utf-8")
    return str(folder)


def row(text: str, feature: str) -> list[str]:
    """Return the cells of a row of the table, its feature aside."""
    return next(line for line in text.splitlines() if line[2:].startswith(f"{feature} "))[2 + len(feature) :].split()


def test_without_recordings_the_rules_are_held(capsys: pytest.CaptureFixture[str]) -> None:
    """The simulator and our cassettes alone are a table too, and end with 0."""
    assert cli.PASSED == cli.main(["fidelity"])
    text = capsys.readouterr().out
    assert ["simulator", "cassettes"] == row(text, "feature")
    assert "✓ request-id: its form" in text
    assert "Never recorded" not in text
    assert text.rstrip().endswith("rules hold: the simulator and our cassettes keep them.")


def test_recordings_that_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A recording that shows a rule is counted; what others show, and what none does, is said with its source."""
    assert cli.PASSED == cli.main(["fidelity", "--recordings", recorded(tmp_path, "invalid x-api-key")])
    text = capsys.readouterr().out
    assert text.startswith("Replies: 1 recorded, ")
    assert ["recorded", "agree", "differ", "simulator", "cassettes"] == row(text, "feature")
    assert ["1", "1", "0"] == row(text, "words of 401")[:3]
    assert ["never", "recorded"] == row(text, "type of 529")[:2]
    assert ["not", "in", "these"] == row(text, "keys of a batch")[:3]
    assert "Not in these recordings, but in others\n  recordings of August 2026: " in text
    assert "Never recorded, and taken from\n  public bug reports: " in text


def test_a_difference_that_is_not_listed_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The rule, the recording and what it shows are named."""
    assert cli.FELL_SHORT == cli.main(["fidelity", "--recordings", recorded(tmp_path, "go away")])
    text = " ".join(capsys.readouterr().out.split())
    assert "✗ words of 401 The rule: invalid x-api-key" in text
    assert "the recording one.yaml #1 shows 'go away', which is not listed" in text
    assert text.endswith(f"1 of {len(read_rules())} rules do not hold.")


def test_a_difference_that_is_listed_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A header that only real replies have is counted as a difference, with its reason."""
    assert cli.PASSED == cli.main(["fidelity", "--recordings", recorded(tmp_path, "invalid x-api-key", via=["a"])])
    text = " ".join(capsys.readouterr().out.split())
    assert "the name of every header (1). What proxies of their time added" in text


def test_many_that_are_wrong_are_cut(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a rule that every reply breaks, some are shown, and how many more there are."""
    replies: list[Sample] = simulated.simulated()
    for sample in replies:
        object.__setattr__(sample, "headers", {**sample.headers, "server": "x" * 1_000})
    monkeypatch.setattr("grader.fidelity.hold.simulated", lambda: replies)
    assert cli.FELL_SHORT == cli.main(["fidelity"])
    text = capsys.readouterr().out
    assert f"    and {len(replies) - 5} more" in text
    assert "x" * 300 not in "".join(text.split())


@pytest.mark.parametrize("make", [True, False], ids=["empty", "missing"])
def test_a_folder_without_recordings_is_a_wrong_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: bool
) -> None:
    """Nothing to compare with is no success."""
    folder = tmp_path / "recordings"
    if make:
        folder.mkdir()
    assert cli.USAGE == cli.main(["fidelity", "--recordings", str(folder)])
    assert "recordings" in capsys.readouterr().err
