"""What the judge starts: what can be imported there, and that it needs nothing else of the grader."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from grader import protocol
from tests.support.fake_judge import BOOTSTRAP, ENVIRONMENT, Worker, World, Zygote, command

IMPORTS = """
import importlib, sys

def f(name):
    try:
        importlib.import_module(name)
    except ImportError as error:
        return type(error).__name__
    return "imported"

def loaded():
    return sorted({name.partition(".")[0] for name in sys.modules if sys.modules[name]})

def path():
    return sys.path
"""


@pytest.mark.parametrize(
    "name",
    ["grader.checks", "grader.judge", "grader.result", "grader.worker.lockin2", "solutions", "exercises", "tests"],
)
def test_nothing_of_the_project_can_be_imported(worker: Worker, name: str) -> None:
    """After start-up neither the grader's rooms nor the solutions can be imported."""
    assert worker.play(IMPORTS, name).value == "ModuleNotFoundError"


@pytest.mark.parametrize("name", ["anthropic", "tenacity", "stamina", "msgspec", "asyncio", "zoneinfo", "sqlite3"])
def test_what_answers_may_use_can_be_imported(worker: Worker, name: str) -> None:
    """The SDK, the retry libraries and the standard library can be imported."""
    assert worker.play(IMPORTS, name).value == "imported"


def test_a_worker_has_imported_no_tool_of_the_judge(worker: Worker) -> None:
    """Neither pytest nor Hypothesis nor vcrpy is loaded in a worker, whoever would pull them in."""
    loaded = worker.play(IMPORTS, function="loaded").value
    assert [] == [name for name in ("pytest", "_pytest", "pluggy", "pygments", "hypothesis", "vcr") if name in loaded]
    assert {"anthropic", "httpx2", "tenacity", "stamina", "grader"} <= set(loaded)


def test_the_checkout_is_not_on_the_path(worker: Worker) -> None:
    """The path of a worker does not name the checkout."""
    assert str(BOOTSTRAP.parents[2]) not in worker.play(IMPORTS, function="path").value


def test_an_editable_install_opens_nothing() -> None:
    """Neither the path nor the finders of an editable install lead back to the checkout."""
    zygote = Zygote(environment={**ENVIRONMENT, "PYTHONPATH": str(BOOTSTRAP.parents[2])})
    worker = zygote.spawn()
    assert worker.play(IMPORTS, "tests.support.fake_judge").value == "ModuleNotFoundError"
    assert str(BOOTSTRAP.parents[2]) not in worker.call(World(), "path").value
    worker.close()
    zygote.close()


def test_it_runs_where_nothing_else_of_the_grader_exists(tmp_path: Path) -> None:
    """The worker's folder and the two modules beside it are all that it needs."""
    room = tmp_path / "grader"
    shutil.copytree(BOOTSTRAP.parent, room / "worker", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("protocol.py", "readable.py"):
        shutil.copy(BOOTSTRAP.parents[1] / name, room)
    zygote = Zygote(room / "worker" / "bootstrap.py")
    worker = zygote.spawn()
    assert protocol.Done(3, "yes") == worker.play("def f(): return 'yes'")
    worker.close()
    zygote.close()


def test_random_hashes_are_refused() -> None:
    """A zygote whose hashes differ from process to process does not start."""
    zygote = Zygote(environment={**ENVIRONMENT, "PYTHONHASHSEED": "random"})
    assert zygote.process.stderr is not None
    said = zygote.process.stderr.read()
    zygote.close()
    assert b"PYTHONHASHSEED=0" in said


@pytest.fixture
def in_foreground() -> Callable[[str], tuple[bytes, bytes]]:
    """Return a function that plays `f()` of a source in the foreground and returns its value and its output."""

    def play(source: str) -> tuple[bytes, bytes]:
        ours, theirs = socket.socketpair()
        environment = {**ENVIRONMENT, "ANTHROPIC_BASE_URL": "https://elsewhere.invalid"}
        del environment["PYTHONBREAKPOINT"]
        with ours, theirs:
            process = subprocess.Popen(
                command("foreground", theirs.fileno()),
                env=environment,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            theirs.close()
            assert process.stdin is not None
            process.stdin.write(b"p time.monotonic()\nc\n")
            process.stdin.close()
            world = World()
            ending = Worker(None, process.pid, ours, None).play(source, world=world)
            assert world.events == []
        assert process.stdout is not None
        with process.stdout as stdout:
            printed = stdout.read()
        process.wait(30)
        return ending, printed

    return play


def test_in_the_foreground_the_debugger_works(in_foreground: Callable[[str], tuple[protocol.Done, bytes]]) -> None:
    """`breakpoint()` stops in a worker that has a terminal, shows the source, and moves no clock."""
    ending, printed = in_foreground("import time\ndef f():\n    breakpoint()  # shown\n    return 7  # shown\n")
    assert ending.value == 7
    assert b"  # shown" in printed
    assert b"5000.0" in printed


def test_in_the_foreground_stdin_is_the_terminal(in_foreground: Callable[[str], tuple[protocol.Done, bytes]]) -> None:
    """`input()` reads the terminal, also within an event loop, and moves no clock."""
    ending, _ = in_foreground("async def f():\n    return input()\n")
    assert ending.value == "p time.monotonic()"


def test_in_the_foreground_no_setting_of_the_sdk_is_kept(
    in_foreground: Callable[[str], tuple[protocol.Done, bytes]],
) -> None:
    """A worker with a terminal keeps its environment, but for the key and the settings of the SDK."""
    ending, _ = in_foreground("import os\ndef f():\n    return dict(os.environ)\n")
    assert ending.value["ANTHROPIC_API_KEY"] == "no-key-is-needed-here"
    assert ("ANTHROPIC_BASE_URL" in ending.value, "LC_ALL" in ending.value) == (False, True)
