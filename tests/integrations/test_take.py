"""Of a repository the exercise files are copied, and nothing that is something else in their place."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.exercises import UsageError
from integrations.take import take
from tests.support.places import TOP

FILE = "03_retries/retry_delay.py"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with one exercise file, bytes that are no text, and others beside it."""
    topic = tmp_path / "repository" / "exercises" / "03_retries"
    topic.mkdir(parents=True)
    (topic / "retry_delay.py").write_bytes(b"\xff\r\n")
    for name in ("conftest.py", "retry_delay__mine.py", "README.md"):
        (topic / name).write_text("")
    return tmp_path / "repository"


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """Return the folder that is copied to."""
    (tmp_path / "copies").mkdir()
    return tmp_path / "copies"


def names(folder: Path) -> list[str]:
    """Return what lies in a folder, but folders."""
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()]


@pytest.mark.parametrize("folder", ["exercises", "exercises/", "./exercises"])
def test_exercise_files_are_copied_and_no_others(repository: Path, copies: Path, folder: str) -> None:
    """As bytes, under the names of the course."""
    assert () == take(repository, folder, copies)
    assert [FILE] == names(copies)
    assert b"\xff\r\n" == (copies / FILE).read_bytes()


def test_a_repository_may_be_the_folder(repository: Path, copies: Path) -> None:
    """A learner may have the topics at the top."""
    assert () == take(repository / "exercises", ".", copies)
    assert [FILE] == names(copies)


@pytest.mark.parametrize("link", ["exercises", "exercises/03_retries", f"exercises/{FILE}"])
@pytest.mark.parametrize("away", [True, False])
def test_no_link_is_followed(repository: Path, copies: Path, link: str, away: bool) -> None:
    """Whatever is a link on the way, and wherever it leads."""
    place = repository / link
    target = (repository.parent if away else repository) / "target"
    place.rename(target)
    place.symlink_to(target)
    assert (f"exercises/{FILE}",) == take(repository, "exercises", copies)
    assert [] == names(copies)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda place: place.symlink_to("nowhere")])
def test_what_is_no_file_is_named(repository: Path, copies: Path, make: Callable[[Path], None]) -> None:
    """A pipe, which nothing waits for, a folder, a link to nothing."""
    place = repository / "exercises" / FILE
    place.unlink()
    make(place)
    assert (f"exercises/{FILE}",) == take(repository, "exercises", copies)
    assert [] == names(copies)


@pytest.mark.parametrize("folder", ["../solutions", "exercises/../..", "/etc"])
def test_the_folder_is_inside_the_repository(repository: Path, copies: Path, folder: str) -> None:
    """A folder elsewhere is refused."""
    with pytest.raises(UsageError, match="not inside the repository"):
        take(repository, folder, copies)


def test_the_command_line_says_what_was_not_taken(repository: Path, copies: Path) -> None:
    """And ends with a code of its own where nothing can be copied at all."""
    (repository / "exercises" / FILE).unlink()
    (repository / "exercises" / FILE).symlink_to("conftest.py")
    command = [sys.executable, "-m", "integrations.take", str(repository), "exercises"]
    done = subprocess.run([*command, str(copies)], check=False, capture_output=True, text=True, cwd=TOP)
    assert (0, f"exercises/{FILE} was not taken: it is a link, lies behind one, or is no file.\n") == (
        done.returncode,
        done.stderr,
    )
    (repository / "exercises" / FILE).unlink()
    (repository / "exercises" / FILE).write_text("x")
    done = subprocess.run([*command, str(copies / "missing")], check=False, capture_output=True, text=True, cwd=TOP)
    assert (1, True) == (done.returncode, "No such file" in done.stderr)
