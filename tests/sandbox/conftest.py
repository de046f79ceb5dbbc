"""Probes that find what a test wants them to find."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from grader.sandbox import bubblewrap, probes, user
from grader.sandbox.probes import Probe
from grader.sandbox.user import User

Machine: TypeAlias = Callable[..., None]

FOUND = {
    "system": Probe("system", ok=True, says="Linux on x86_64, kernel 6.12.1"),
    "landlock": Probe("landlock", ok=True, says="Version 6: code can be kept from all files but Python's."),
    "seccomp": Probe("seccomp", ok=True, says="Code can be kept from the network and from other processes."),
    "bubblewrap": Probe("bubblewrap", ok=True, says="Code can be kept where Python is all that it sees."),
    "user": Probe("user", ok=True, says="An ordinary user (uid 1001)."),
}
LACKING = {
    "system": Probe(
        "system",
        ok=False,
        says="This is Darwin on arm64; the walls are features of Linux.",
        cure="Grade others' code on Linux: in CI, in a container, or in a virtual machine.",
    ),
    "landlock": Probe(
        "landlock",
        ok=False,
        says="This kernel has Landlock, but it was not switched on when the machine started.",
        cure="Add `landlock` to the kernel's boot parameter `lsm=`, and restart.",
    ),
    "seccomp": Probe(
        "seccomp",
        ok=False,
        says="A process can't filter its system calls (seccomp): Invalid argument.",
        cure="Use a kernel that is built with CONFIG_SECCOMP_FILTER; in a container, allow seccomp in its profile.",
    ),
    "bubblewrap": Probe(
        "bubblewrap", ok=False, says="Bubblewrap is not installed.", cure="Install the package `bubblewrap`."
    ),
    "user": Probe(
        "user",
        ok=False,
        says="This is root, and other users can't read /priv/python: learners' code runs as root, without privileges.",
        cure="Grade as an ordinary user, or use a Python and a checkout that all users can read.",
    ),
}
"""What a probe says where the thing is there, and where it is not."""


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a function that makes this a machine which lacks what is named, as far as the probes can tell."""

    def lacks(*names: str) -> None:
        found = {name: LACKING[name] if name in names else FOUND[name] for name in FOUND}
        for name in ("system", "landlock", "seccomp"):
            monkeypatch.setattr(probes, name, lambda name=name: found[name])
        monkeypatch.setattr(bubblewrap, "probe", lambda: found["bubblewrap"])
        monkeypatch.setattr(user, "choose", lambda: User(None, found["user"]))

    return lacks
