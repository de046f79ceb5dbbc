"""The locks hold what pyproject.toml asks for, and nothing else."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
RUN: list[str] = PROJECT["project"]["dependencies"]


def applies(line: Requirement) -> bool:
    """Tell whether a line is meant for this Python and this machine."""
    return not line.marker or line.marker.evaluate()


CLUSTER: list[str] = PROJECT["project"]["optional-dependencies"]["cluster"]
GROUPS: dict[str, list[str]] = PROJECT["dependency-groups"]
ASKED = {
    "run": RUN,
    "cluster": RUN + CLUSTER,
    "dev": RUN + CLUSTER + GROUPS["dev"],
    "fuzz": RUN + [line for line in GROUPS["fuzz"] if applies(Requirement(line))],
}
ALONE = {"atheris"}
"""Needs nothing, and is not installed where these tests run."""


def text(name: str) -> str:
    """Return a lock."""
    return (TOP / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def pins(name: str) -> dict[str, Requirement]:
    """Return what a lock pins, by name; of several for one name, what is meant for here."""
    lines = [Requirement(line.rstrip(" \\")) for line in text(name).splitlines() if re.match(r"\w", line)]
    return {canonicalize_name(pin.name): pin for pin in sorted(lines, key=applies)}


def version(pin: Requirement) -> str:
    """Return the one version that a pin allows."""
    return str(pin.specifier).removeprefix("==")


def closure(requirements: list[str]) -> set[str]:
    """Return the names of all that requirements need on this machine, as the installed distributions tell it."""
    found: set[str] = set()
    waiting = [Requirement(line) for line in requirements]
    while waiting:
        needed = waiting.pop()
        name = canonicalize_name(needed.name)
        if name in found:
            continue
        found.add(name)
        further = map(Requirement, (name not in ALONE and metadata.requires(name)) or [])
        extras = needed.extras or {""}
        waiting += [one for one in further if not one.marker or any(one.marker.evaluate({"extra": x}) for x in extras)]
    return found


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_for_is_pinned(name: str) -> None:
    """Every requirement of pyproject.toml has a pin that it allows; `nox -s lock` mends it."""
    locked = pins(name)
    missing = [
        line
        for line in ASKED[name]
        if not (pin := locked.get(canonicalize_name(Requirement(line).name)))
        or version(pin) not in Requirement(line).specifier
    ]
    assert [] == missing


@pytest.mark.parametrize("name", ASKED)
def test_what_is_pinned_is_needed(name: str) -> None:
    """A lock holds the closure of its requirements on this machine: no package less, and none left over."""
    here = {pin for pin, line in pins(name).items() if applies(line)}
    assert closure(ASKED[name]) == here


@pytest.mark.parametrize("name", sorted({*ASKED} - {"run"}))
def test_the_locks_agree(name: str) -> None:
    """What learners run is what is tested: each lock pins the same versions."""
    run, other = pins("run"), pins(name)
    assert {} == {name: pin for name, pin in run.items() if name not in other or version(other[name]) != version(pin)}


@pytest.mark.parametrize("name", ASKED)
def test_every_pin_has_hashes_and_no_line_names_a_host(name: str) -> None:
    """A lock says what to install and never from where."""
    blocks = re.split(r"\n(?=\w)", text(name))[1:]
    assert [] == [block for block in blocks if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", block)]
    assert [] == re.findall(r"://|index-url|find-links", text(name))


def compiled(name: str) -> bool:
    """Say whether a distribution holds machine code, so that every platform has a file of its own."""
    return "Root-Is-Purelib: false" in (metadata.distribution(name).read_text("WHEEL") or "")


@pytest.mark.parametrize("name", ["msgspec", "pydantic-core", "jiter", "time-machine", "watchfiles", "pyyaml"])
def test_compiled_packages_are_hashed_for_every_platform(name: str) -> None:
    """Four Pythons on two systems with two kinds of processor make sixteen files at least."""
    assert compiled(name), "this package is no longer compiled: take it off the list"
    block = re.search(rf"^{name}==.*?(?=^\w|\Z)", text("run"), re.MULTILINE | re.DOTALL)
    assert block
    assert block[0].count("--hash=") >= 16
