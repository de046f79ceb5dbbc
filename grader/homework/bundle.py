"""A release of the course: the learners' bundle, which holds no answer, and the instructors', which holds all.

Both are made of a commit, not of what lies around it, so that the same commit gives the same bytes; the comment of a
zip names the commit.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.exercises import UsageError
from grader.homework.archive import archived

LEARNERS: Final = (
    *("README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", ".gitignore", ".gitattributes"),
    *("noxfile.py", "pyproject.toml", "requirements/", "grader/", "exercises/", "cassettes/", "docs/"),
    *("tests/conftest.py", "tests/expected_skips.txt"),
    *("tests/front/test_expected_skips.py", "tests/front/test_locks.py", "tests/front/test_noxfile.py"),
    "tests/front/test_readme.py",
)
"""What learners get: files, and folders with all that is in them. The tests are those of the front door, less what
needs answers or git."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A zip of a release."""

    name: str
    data: bytes
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commit:
    """The files of a commit, by their names."""

    id: str
    files: Mapping[str, bytes]
    programs: frozenset[str]
    """Those that are executable."""


def bundles(commit: Commit, version: str) -> tuple[Bundle, Bundle]:
    """Return the learners' bundle and the instructors'; each unpacks into one folder of its name."""
    learners = {name for name in commit.files if is_for_learners(name)}
    return _bundle(commit, f"retrial-{version}", learners), _bundle(
        commit, f"retrial-{version}-instructors", set(commit.files)
    )


def is_for_learners(name: str) -> bool:
    """Tell whether a file of the project is in the learners' bundle."""
    return any(name == entry or (entry.endswith("/") and name.startswith(entry)) for entry in LEARNERS)


def _bundle(commit: Commit, name: str, wanted: set[str]) -> Bundle:
    files = {f"{name}/{file}": commit.files[file] for file in wanted}
    programs = {f"{name}/{file}" for file in commit.programs}
    return Bundle(f"{name}.zip", archived(files, programs=programs, comment=commit.id), tuple(sorted(wanted)))


# ---------------------------------------------------------------- git


def head(top: Path) -> Commit:
    """Return the commit that is checked out. Raises UsageError outside a checkout with git."""
    with tarfile.open(fileobj=io.BytesIO(_git(top, "archive", "--format=tar", "HEAD"))) as archive:
        members = [member for member in archive if member.isfile()]
        files = {member.name: _content(archive, member) for member in members}
    programs = frozenset(member.name for member in members if member.mode & 0o100)
    return Commit(_git(top, "rev-parse", "HEAD").decode().strip(), files, programs)


def changed(top: Path) -> tuple[str, ...]:
    """Return what was changed since the commit, and is in no bundle: lines of `git status --short`."""
    return tuple(_git(top, "status", "--short").decode("utf-8", "replace").splitlines())


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    assert file
    return file.read()


def _git(top: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(top), *arguments]
    try:
        return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603  fixed words and a folder
    except (OSError, subprocess.CalledProcessError) as error:
        msg = "A release is made of a commit: this needs git, and a clone of the project."
        raise UsageError(msg) from error
