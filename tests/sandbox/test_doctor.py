"""What doctor says of a machine, and that what it tries is tried."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from grader import cli, sandbox
from grader.grade import doctor
from grader.judge.trial import ACTS, try_out
from grader.report import doctor as report
from grader.report import layout
from grader.sandbox import Backend
from grader.sandbox.findings import Findings, Trial
from tests.sandbox.conftest import Machine

GOLDEN = Path(__file__).with_name("golden")
VERSIONS = {"Retrial": "0.1.0", "Python": "3.12.1", "anthropic": "2.12.0", "Linux": "6.12.1"}


def works(backend: Backend) -> Trial:
    """Stand in for the trial of a backend that works."""
    return Trial(backend.name, seconds=1.94)


def findings(*trials: Trial) -> Findings:
    """Return what was found on the machine of a test."""
    return Findings(VERSIONS, tuple(sandbox.look()), trials or tuple(map(works, sandbox.backends())))


def rendered(found: Findings) -> str:
    """Return the report as text."""
    text = io.StringIO()
    report.render(found, layout.terminal(text))
    return text.getvalue()


@pytest.mark.parametrize(
    ("golden", "lacks"),
    [
        ("everything", ()),
        ("without_bubblewrap", ("bubblewrap",)),
        ("without_landlock", ("landlock",)),
        ("nothing", ("landlock", "bubblewrap")),
        ("macos", ("system",)),
        ("root", ("bubblewrap", "user")),
    ],
)
def test_what_it_says(machine: Machine, golden: str, lacks: tuple[str, ...]) -> None:
    """Each probe has its line, and what is missing says what to do; the last line says what follows."""
    machine(*lacks)
    assert (GOLDEN / f"doctor_{golden}.txt").read_text("utf-8") == rendered(findings())


def test_what_it_says_of_broken_walls(machine: Machine) -> None:
    """A way that does not start, or does not hold, is no way."""
    machine("bubblewrap")
    leaky = Trial("landlock+seccomp", 2.0, ("read a file of the grader", "open a socket"))
    broken = Trial("bubblewrap+seccomp", broke="the zygote is gone (exit status 1); bwrap: \x1b[31mno")
    found = findings(leaky, broken)
    assert not found.ok
    assert (GOLDEN / "doctor_broken.txt").read_text("utf-8") == rendered(found)


@pytest.mark.parametrize(
    ("lacks", "trial", "code"),
    [
        ((), works, 0),
        (("landlock",), works, 0),
        (("landlock", "bubblewrap"), works, 3),
        ((), lambda backend: Trial(backend.name, broke="it did not start"), 3),
    ],
)
def test_its_exit_code(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, lacks: tuple[str, ...], trial: object, code: int
) -> None:
    """0 where what grades here works, 3 where nothing does."""
    machine(*lacks)
    monkeypatch.setattr(doctor, "try_out", trial)
    assert code == cli.main(["doctor"])


@pytest.mark.parametrize("backend", sandbox.backends(), ids=lambda backend: backend.name)
def test_what_is_offered_here_holds(backend: Backend) -> None:
    """On the machine that runs this test each backend starts, and holds all that is tried."""
    trial = try_out(backend)
    assert ("", ()) == (trial.broke, trial.got_through)
    assert trial.seconds > 0


def test_what_is_tried_comes_through_without_walls() -> None:
    """Each act would be seen if it were not held: without walls all of them succeed."""
    trial = try_out(sandbox.NONE)
    assert (False, tuple(words for words, *_ in ACTS)) == (trial.ok, trial.got_through)


def test_a_backend_that_does_not_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last words of a zygote that could not start are told."""
    monkeypatch.setattr(sandbox, "command", lambda *_: [sys.executable, "-c", "raise SystemExit('no SDK here')"])
    trial = try_out(sandbox.NONE)
    assert not trial.ok
    assert "the zygote is gone (exit status 1); no SDK here\n" == trial.broke
