"""Which ways of walling in code a machine offers, and what is said where it offers none."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import sandbox
from grader.exercises import Submission
from grader.grade import grade
from grader.grade.grader import Grader, NoIsolation
from tests.sandbox.conftest import Machine

GOLDEN = Path(__file__).with_name("golden")
BOTH, LANDLOCK, ALONE = "bubblewrap+landlock+seccomp", "landlock+seccomp", "bubblewrap+seccomp"


@pytest.mark.parametrize(
    ("lacks", "names"),
    [
        ((), [BOTH, LANDLOCK, ALONE]),
        (("bubblewrap",), [LANDLOCK]),
        (("landlock",), [ALONE]),
        (("landlock", "bubblewrap"), []),
        (("seccomp",), []),
        (("system",), []),
        (("user",), [BOTH, LANDLOCK, ALONE]),
    ],
)
def test_what_a_machine_offers(machine: Machine, lacks: tuple[str, ...], names: list[str]) -> None:
    """The best comes first; without a filter of system calls, or without Linux, there is no way."""
    machine(*lacks)
    offered = sandbox.backends()
    assert names == [backend.name for backend in offered]
    assert (names or ["none"])[0] == sandbox.best().name


def test_a_name_says_what_stands(machine: Machine) -> None:
    """Results name the walls, so a backend puts up all those in its name and no others."""
    machine()
    for backend in sandbox.backends():
        told = [*(["bubblewrap"] if backend.bubblewrap else []), *backend.walls]
        assert backend.name == "+".join(told)
        assert ("landlock" not in backend.walls) == backend.alone


def test_as_root_workers_run_as_someone_else(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every backend changes the user where there is one to change to."""
    machine()
    monkeypatch.setattr(sandbox.user, "choose", lambda: sandbox.user.User(61_999, sandbox.probes.system()))
    assert {61_999} == {backend.uid for backend in sandbox.backends()}


@pytest.mark.parametrize(
    ("lacks", "golden"),
    [
        (("landlock", "bubblewrap", "user"), "refusal.txt"),
        (("seccomp", "bubblewrap"), "refusal_without_seccomp.txt"),
        (("system", "seccomp", "landlock", "bubblewrap"), "refusal_on_macos.txt"),
    ],
)
def test_a_refusal_names_cause_and_cure(machine: Machine, lacks: tuple[str, ...], golden: str) -> None:
    """Where isolation is required and there is none, nothing is started, and what is missing is named."""
    machine(*lacks)
    with pytest.raises(NoIsolation) as caught:
        grade(Submission({}), require_isolation=True)
    assert (GOLDEN / golden).read_text("utf-8") == f"{caught.value}\n"


def test_isolation_that_is_there_is_no_reason_to_refuse(machine: Machine) -> None:
    """Any backend will do; what was asked for is what stands."""
    machine("bubblewrap")
    with Grader(require_isolation=True, backend=sandbox.Backend("landlock+seccomp")):
        pass
    with pytest.raises(NoIsolation):
        Grader(require_isolation=True, backend=sandbox.NONE)
