"""Bubblewrap, a wall around the zygote: namespaces of its own, and a view of nothing but what it runs on."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import cache
from typing import Final

from grader.sandbox import user
from grader.sandbox.probes import Probe
from grader.sandbox.view import view

TRIAL_SECONDS: Final = 10.0

_WALLS: Final = (
    *("--unshare-all", "--unshare-user", "--disable-userns"),
    *("--cap-drop", "ALL"),
    *("--chdir", "/"),
)

CURES: Final = (
    (
        "new namespace",
        "Allow user namespaces (sysctl user.max_user_namespaces); a container may refuse them.",
    ),
    ("No permissions to create", "Allow users to make namespaces (sysctl kernel.unprivileged_userns_clone=1)."),
    (
        "uid map",
        "AppArmor may refuse user namespaces, as on Ubuntu: install its profile for bwrap (package apparmor-profiles).",
    ),
    ("loopback", "AppArmor may hold bubblewrap back, as on Ubuntu: install its profile for bwrap (apparmor-profiles)."),
    ("Unknown option", "Install bubblewrap 0.8 or newer."),
)
"""What bubblewrap says where it fails, and what to do about it."""
OTHERWISE: Final = "A container or a policy of this machine may refuse namespaces: ask who runs it."


@cache
def path() -> str:
    """Return where bubblewrap is installed, or nothing."""
    return shutil.which("bwrap") or ""


def version() -> dict[str, str]:
    """Return its version under its name, if it is installed."""
    if not path():
        return {}
    said = subprocess.run([path(), "--version"], check=False, capture_output=True, text=True)  # noqa: S603
    return {"bubblewrap": said.stdout.strip().rpartition(" ")[2] or "?"}


def around(program: Sequence[str]) -> list[str]:
    """Return the command line of a program inside bubblewrap.

    It is tied to the life of this process where that can be: what bubblewrap watches is the thread that started it. For
    other threads the end of the control socket does the same.
    """
    tied = ("--die-with-parent",) if threading.current_thread() is threading.main_thread() else ()
    return [path(), *_WALLS, *tied, *_seen(), "--", *program]


@cache
def _seen() -> tuple[str, ...]:
    return tuple(view().arguments())


@cache
def probe() -> Probe:
    """Look for bubblewrap, and try it with the arguments that a zygote gets."""
    if not path():
        return Probe(
            "bubblewrap", ok=False, says="Bubblewrap is not installed.", cure="Install the package `bubblewrap`."
        )
    try:
        trial = _trial()
    except subprocess.TimeoutExpired:
        return _fails(f"it did not end within {TRIAL_SECONDS:g} s")
    if trial.returncode:
        return _fails(trial.stderr.strip().rpartition("\n")[2] or f"it ended with exit status {trial.returncode}")
    return Probe(
        "bubblewrap",
        ok=True,
        says="A second wall: the process that learners' code comes from sees Python and nothing else.",
    )


def _trial() -> subprocess.CompletedProcess[str]:
    """Run Python inside, with a module that needs more than the C library."""
    command = around([sys.executable, "-I", "-S", "-c", "import _ssl"])
    return subprocess.run(  # noqa: S603  our own program
        command,
        **user.switch(user.choose().uid),
        check=False,
        env={},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
        timeout=TRIAL_SECONDS,
    )


def _fails(said: str) -> Probe:
    cure = next((cure for words, cure in CURES if words in said), OTHERWISE)
    return Probe("bubblewrap", ok=False, says=f"Bubblewrap does not work here: {said}.", cure=cure)
