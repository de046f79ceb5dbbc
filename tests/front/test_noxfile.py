"""The environment that the sessions share, and what `nox -l` lists."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOP = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def noxfile() -> ModuleType:
    """Return the noxfile as a module."""
    spec = importlib.util.spec_from_file_location("retrial_noxfile", TOP / "noxfile.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Place:
    """A checkout in a temporary folder, with a set-up that runs no command."""

    def __init__(self, top: Path, noxfile: ModuleType) -> None:
        self.noxfile = noxfile
        self.venv = top / ".venv"
        self.lock = top / "run.txt"
        self.scratch = top / ".nox"
        self.lock.write_text("anthropic==2.12.0\n", encoding="utf-8")
        self.commands: list[str] = []

    def step(self, failure: str, *command: str) -> None:
        """Stand in for a command of the set-up: make the interpreter, or note what would be installed."""
        self.commands.append(failure)
        interpreter = self.noxfile.interpreter(self.venv)
        interpreter.parent.mkdir(exist_ok=True)
        if not interpreter.exists():
            interpreter.symlink_to(sys.executable)

    def ensure(self) -> Path:
        """Ask for the environment, as a session does."""
        python: Path = self.noxfile.ensure_venv(self.venv, self.lock, self.scratch)
        return python


@pytest.fixture
def place(tmp_path: Path, noxfile: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Return an empty checkout."""
    place = Place(tmp_path, noxfile)
    monkeypatch.setattr(noxfile, "step", place.step)
    return place


def test_the_first_session_makes_the_environment(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no .venv, it is made, stamped, and announced."""
    assert place.venv / "bin" / "python" == place.ensure()
    assert 2 == len(place.commands)
    assert place.noxfile.is_ready(place.venv, place.lock)
    assert "once" in capsys.readouterr().err


def test_a_finished_environment_is_left_alone(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A second session finds the stamp, runs nothing and says nothing."""
    place.ensure()
    (place.venv / "mine").touch()
    place.commands.clear()
    capsys.readouterr()
    place.ensure()
    assert [] == place.commands
    assert (place.venv / "mine").exists()
    assert ("", "") == capsys.readouterr()


def test_a_changed_lock_makes_it_anew(place: Place) -> None:
    """When the lock changes, nothing of the old environment stays."""
    place.ensure()
    (place.venv / "old").touch()
    place.lock.write_text("anthropic==2.13.0\n", encoding="utf-8")
    place.ensure()
    assert not (place.venv / "old").exists()
    assert place.noxfile.is_ready(place.venv, place.lock)


def test_a_vanished_python_makes_it_anew(place: Place) -> None:
    """An environment whose Python was uninstalled is no use, whatever its stamp says."""
    place.ensure()
    interpreter = place.noxfile.interpreter(place.venv)
    interpreter.unlink()
    interpreter.symlink_to(place.venv / "gone")
    (place.venv / place.noxfile.STAMP).write_text(json.dumps(place.noxfile.finished_stamp(place.venv, place.lock)))
    place.ensure()
    assert interpreter.exists()


def test_an_interrupted_set_up_is_done_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C between two commands leaves an environment that the next session knows as ours and unfinished."""

    def interrupt(failure: str, *command: str) -> None:
        place.step(failure, *command)
        raise KeyboardInterrupt

    monkeypatch.setattr(place.noxfile, "step", interrupt)
    with pytest.raises(KeyboardInterrupt):
        place.ensure()
    monkeypatch.setattr(place.noxfile, "step", place.step)
    assert {} == place.noxfile.read_stamp(place.venv)
    place.ensure()
    assert place.noxfile.is_ready(place.venv, place.lock)


@pytest.mark.parametrize("kind", ["environment", "file", "link"])
def test_what_someone_else_made_is_reported_and_not_touched(
    place: Place, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A .venv without our stamp ends the session with the grader's own exit code, and stays as it is."""
    if kind == "environment":
        place.venv.mkdir()
        (place.venv / "pyvenv.cfg").touch()
    elif kind == "file":
        place.venv.touch()
    else:
        (tmp_path / "elsewhere").mkdir()
        place.noxfile.write_stamp(tmp_path / "elsewhere", {})
        place.venv.symlink_to(tmp_path / "elsewhere")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SystemExit) as end:
        place.ensure()
    assert 3 == end.value.code
    assert "was not made by Retrial" in capsys.readouterr().err
    assert [] == place.commands
    assert before == sorted(path for path in tmp_path.rglob("*") if place.scratch not in (path, path.parent))


def test_an_empty_folder_is_no_ones(place: Place) -> None:
    """An empty .venv is taken over."""
    place.venv.mkdir()
    place.ensure()
    assert place.noxfile.is_ready(place.venv, place.lock)


def test_a_folder_that_cannot_be_written_is_no_verdict(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing can be written, the session ends with the grader's own exit code, not with that of a mistake."""
    place.scratch.touch()
    with pytest.raises(SystemExit) as end:
        place.ensure()
    assert 3 == end.value.code
    assert "could not be made" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Retrying after NameResolutionError", "is this machine online"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that the lock names"),
        ("ERROR: something new", "It failed.\n  ERROR: something new"),
    ],
)
def test_a_failed_set_up_says_why(
    noxfile: ModuleType, capsys: pytest.CaptureFixture[str], said: str, sentence: str
) -> None:
    """What pip prints becomes one sentence; where the cause is not known, pip's own words are shown."""
    with pytest.raises(SystemExit) as end:
        noxfile.step("It failed.", sys.executable, "-c", f"print({said!r}); raise SystemExit(1)")
    assert 3 == end.value.code
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("platform", "python", "part"),
    [("win32", (3, 12), "WSL 2"), ("linux", (3, 10), "this is 3.10"), ("darwin", (3, 15), "this is 3.15")],
)
def test_machines_that_are_refused(noxfile: ModuleType, platform: str, python: tuple[int, int], part: str) -> None:
    """Native Windows and other Pythons are named with the cure."""
    assert part in noxfile.refusal(platform, python)


@pytest.mark.parametrize("platform", ["linux", "darwin"])
@pytest.mark.parametrize("minor", [11, 12, 13, 14])
def test_machines_that_are_welcome(noxfile: ModuleType, platform: str, minor: int) -> None:
    """Linux and macOS with Python 3.11 to 3.14 are not refused."""
    assert noxfile.refusal(platform, (3, minor)) is None


@pytest.fixture(scope="module")
def sessions() -> dict[str, str]:
    """Return what `nox -l` lists: each session with its line."""
    command = [sys.executable, "-m", "nox", "--noxfile", str(TOP / "noxfile.py"), "--list-sessions", "--json"]
    listing = subprocess.run(command, check=True, capture_output=True, cwd=TOP)
    chosen = json.loads(listing.stdout)
    every = subprocess.run([*command[:-1], "--no-color"], check=True, capture_output=True, text=True, cwd=TOP).stdout
    lines = [line[2:].partition(" -> ") for line in every.splitlines() if line.startswith(("* ", "- "))]
    assert ["grade"] == [session["session"] for session in chosen], "plain `nox` grades"
    return {name: line for name, _, line in lines}


def test_every_session_is_listed_with_its_line(sessions: dict[str, str]) -> None:
    """`nox -l` names all sessions, and each says in one sentence what it does."""
    learners = {"grade", "watch", "practice", "reset", "record", "serve", "doctor"}
    learners |= {"hint", "explain", "new", "fidelity", "course", "submit", "compare", "receipt", "release"}
    assert learners | {"tests", "verify", "attacks", "lint", "bench", "cosmic", "fuzz", "lock"} == set(sessions)
    assert [] == [name for name, line in sessions.items() if not line.endswith(".")]


def checkout_with_a_grader(folder: Path, noxfile: ModuleType, grader: str) -> None:
    """Lay out a checkout whose environment is ready and whose grader is one line."""
    (folder / "noxfile.py").write_bytes((TOP / "noxfile.py").read_bytes())
    (folder / "requirements").mkdir()
    (folder / "requirements" / "run.txt").touch()
    (folder / "grader").mkdir()
    (folder / "grader" / "__main__.py").write_text(grader, encoding="utf-8")
    interpreter = noxfile.interpreter(folder / ".venv")
    interpreter.parent.mkdir(parents=True)
    interpreter.symlink_to(sys.executable)
    noxfile.write_stamp(folder / ".venv", noxfile.finished_stamp(folder / ".venv", folder / "requirements/run.txt"))


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_a_session_becomes_the_grader(noxfile: ModuleType, tmp_path: Path, code: int) -> None:
    """The arguments reach the grader, its exit code is nox's, and nox prints nothing after it."""
    grader = f"import sys; sys.stderr.write(' '.join(sys.argv[1:])); sys.exit({code})"
    checkout_with_a_grader(tmp_path, noxfile, grader)
    command = [sys.executable, "-m", "nox", "--no-color", "-s", "grade", "--", "--json", "retry_delay"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert ("", code) == (ended.stdout, ended.returncode)
    assert "nox > Running session grade\ngrade --json retry_delay" == ended.stderr


def test_one_of_several_sessions_does_not_end_nox(noxfile: ModuleType, tmp_path: Path) -> None:
    """Among several sessions the others still run, and a failure is not lost."""
    grader = "import sys; print(sys.argv[1]); sys.exit(sys.argv[1] == 'grade')"
    checkout_with_a_grader(tmp_path, noxfile, grader)
    command = [sys.executable, "-m", "nox", "--no-color", "-s", "grade", "reset"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert (["grade", "reset"], 1) == (ended.stdout.split(), ended.returncode)
