"""What a verdict rests on. Two submissions with one key get one verdict, so the same files are graded once."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from grader import sandbox
from grader.course.file import Bounds, Course
from grader.course.pack import Pack
from grader.grade import NoIsolation

FORMAT: Final = 1
PACKAGE: Final = Path(__file__).parents[1]
DECIDING: Final = (
    *("exercises", "grade", "judge", "protocol.py", "readable.py", "result.py", "rubric", "sandbox", "show.py"),
    *("timeline.py", "trace", "wire", "words.py", "worker"),
)
"""The parts of the grader that a verdict comes from. The checks are counted exercise by exercise, with cassettes."""
DISTRIBUTIONS: Final = ("anthropic", "hypothesis", "msgspec", "pytest", "stamina", "tenacity", "time-machine", "vcrpy")
"""What a verdict rests on beside the grader, with all that these need: what the lock names."""
_NAME: Final = re.compile(r"[\w.-]+")


class Grounds(msgspec.Struct, frozen=True, kw_only=True):
    """All that a verdict rests on but the files."""

    format: int = FORMAT
    grader: str
    """A digest of the parts of the grader that decide."""
    packages: dict[str, str]
    """The versions of what it rests on, by name."""
    python: str
    """`3.13`"""
    isolation: str
    seed: int
    limits: Bounds
    exercises: dict[str, str]
    """Digests of checks and cassettes, by exercise."""

    def digest(self) -> str:
        """Return a digest of all of it."""
        return hashlib.sha256(self.text()).hexdigest()

    def text(self) -> bytes:
        """Return all of it as JSON."""
        return msgspec.json.encode(self, order="sorted")

    def key(self, pack: Pack) -> str:
        """Return the content key of a submission: of everything that its verdict can depend on."""
        files = msgspec.json.encode(pack.digests(self.exercises), order="sorted")
        return hashlib.sha256(self.text() + b"\n" + files).hexdigest()


def grounds(course: Course, seed: int, isolation: str) -> Grounds:
    """Return what a verdict of this course rests on, on this machine."""
    from grader.grade.rubrics import all_rubrics  # noqa: PLC0415  pytest and Hypothesis take their time

    rubrics = all_rubrics()
    return Grounds(
        grader=deciding_source(),
        packages=packages(),
        python=".".join(platform.python_version_tuple()[:2]),
        isolation=isolation,
        seed=seed,
        limits=course.limits,
        exercises={name: rubrics[name].version for name in sorted(course.exercises)},
    )


def walled(course: Course, seed: int) -> Grounds:
    """Return what verdicts on others' code rest on, if this machine makes them now.

    Raises NoIsolation where nothing walls in learners' code: a class is not graded there.
    """
    backend = sandbox.best()
    if backend == sandbox.NONE:
        raise NoIsolation(sandbox.refusal())
    return grounds(course, seed, backend.name)


@cache
def deciding_source() -> str:
    """Return a digest of the source of what decides."""
    digest = hashlib.sha256()
    for path in sorted(path for name in DECIDING for path in _sources(PACKAGE / name)):
        digest.update(f"{path.relative_to(PACKAGE)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _sources(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    else:
        yield from (found for found in path.rglob("*") if found.is_file() and found.suffix != ".pyc")


@cache
def packages() -> dict[str, str]:
    """Return the versions of the distributions that decide, and of all that they need, by name."""
    found: dict[str, str] = {}
    wanted = list(DISTRIBUTIONS)
    while wanted:
        name = re.sub(r"[-_.]+", "-", wanted.pop()).lower()
        if name in found:
            continue
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # what a marker excludes here
        found[name] = distribution.version
        lines = (line for line in distribution.requires or () if not re.search(r";.*\bextra\b", line))
        wanted += [match[0] for match in map(_NAME.match, lines) if match]
    return dict(sorted(found.items()))


def differences(old: Grounds, new: Grounds) -> list[str]:
    """Return what is another one in the new grounds, one sentence each."""
    said = []
    for name in ("grader", "python", "isolation", "seed", "limits"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            said.append("The limits are others." if name == "limits" else f"{name}: {before} → {after}")
    for what, before, after in (
        ("checks of ", old.exercises, new.exercises),
        ("", old.packages, new.packages),
    ):
        changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        said += [f"{what}{name}: {before.get(name, 'none')} → {after.get(name, 'none')}" for name in changed]
    return said
