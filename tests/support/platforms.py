"""What a platform has when it grades: the grader's repository, a Python without a network, a learner's repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.support.places import TOP

DELAY: Final = "03_retries/retry_delay"
WRONG: Final = (TOP / "solutions" / "03_retries" / "mistakes" / "retry_delay__no_cap.py").read_bytes()
"""An answer that earns some points, and not all."""
FORGED: Final = "::error title=forged::by the learner"
TALKATIVE: Final = (
    WRONG
    + f"""

def retry_delay(*given, _answer=retry_delay, **named):
    print({FORGED!r}, "##[error]forged", sep="\\n")
    return _answer(*given, **named)
""".encode()
)
"""The same, which prints what a runner would take for commands."""


def git(folder: Path, *words: str) -> str:
    """Run git in a folder as somebody, and return what it prints."""
    command = ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-C", str(folder), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def files() -> dict[str, bytes]:
    """Return the files of this project as they are now, committed or not."""
    listing = git(TOP, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return {name: (TOP / name).read_bytes() for name in listing.split("\0") if (TOP / name).is_file()}


def repository(folder: Path) -> Path:
    """Make a repository of these files, for platforms that fetch the grader; its one commit is HEAD."""
    for name, data in files().items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        place.chmod((TOP / name).stat().st_mode)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "The grader")
    return folder


def python(folder: Path) -> Path:
    """Make a folder for PATH with a `python3` that needs no network.

    Its environments see the packages that are here, and their pip writes down what it is asked for, in `pip.txt`, and
    where its cache is, in `pip-cache.txt`.
    """
    folder.mkdir()
    real = f'"{sys.executable}"'
    told = f'echo "$PWD $*" >> "{folder}/pip.txt"; echo "$PIP_CACHE_DIR" > "{folder}/pip-cache.txt"'
    inside = f'#!/bin/bash\ncase "$*" in *"-m pip"*) {told} ;; *) exec {real} "$@" ;; esac\n'
    (folder / "inside").write_text(inside)
    (folder / "python3").write_text(
        f'#!/bin/bash\ncase "$*" in *"-m venv"*) ;; *) exec {real} "$@" ;; esac\n'
        f'mkdir -p "${{@: -1}}/bin" && cp "{folder}/inside" "${{@: -1}}/bin/python"\n'
    )
    for program in folder.iterdir():
        program.chmod(0o755)
    return folder


def environment(path: Path, home: Path) -> dict[str, str]:
    """Return the variables of a job, with a folder before the others on PATH."""
    return {"PATH": f"{path}:{os.environ['PATH']}", "HOME": str(home)}


# ---------------------------------------------------------------- hostile files

MODULES: Final = ("sitecustomize", "usercustomize", "conftest", "noxfile", "setup", "json", "os", "msgspec", "evil")
PACKAGES: Final = ("grader", "anthropic", "integrations", "hypothesis", "pip", "venv")
PROGRAMS: Final = ("python3", "git", "bash", "mktemp", "env", "cat", "integrations/grade.sh", ".ci/run", ".bashrc")
SETTINGS: Final = {
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-p evil"\n[build-system]\nbuild-backend = "evil"\n',
    "pytest.ini": "[pytest]\naddopts = -p evil\n",
    "tox.ini": "[pytest]\naddopts = -p evil\n",
    "pip.conf": "[install]\nrequire-hashes = false\n",
    "requirements/run.txt": "evil @ file:./evil\n",
    "pyvenv.cfg": "home = .\n",
    ".github/workflows/grade.yml": "on: push\njobs: {grade: {runs-on: ubuntu-latest, steps: [{run: exit 0}]}}\n",
    ".gitlab-ci.yml": "retrial: {script: [exit 0]}\n",
    ".retrial-cache/wheels/01/23/45/h11-0.16.0-py3-none-any.whl": "",
    ".retrial-cache/wheels/01/23/45/origin.json": '{"archive_info": {}, "url": "https://example.org/h11.whl"}\n',
}


def hostile(folder: Path, marks: Path) -> Path:
    """Make a learner's repository in which everything but the exercise leaves a mark when it is run."""
    marks.mkdir(exist_ok=True)
    marks.chmod(0o777)
    exercise = folder / "exercises" / f"{DELAY}.py"
    exercise.parent.mkdir(parents=True)
    for place in (folder, folder / "exercises", exercise.parent):
        for name in (*(f"{module}.py" for module in MODULES), *(f"{name}/__init__.py" for name in PACKAGES)):
            _write(place / name, f"open({str(marks / name.replace('/', '-'))!r}, 'w').close()\nprint({FORGED!r})\n")
        for package in PACKAGES:
            shutil.copy(place / package / "__init__.py", place / package / "__main__.py")
        _write(place / "evil.pth", f"import os; open({str(marks / 'pth')!r}, 'w').close()\n")
        for name, text in SETTINGS.items():
            _write(place / name, text)
        for name in PROGRAMS:
            _write(place / name, f"#!/bin/bash\ntouch '{marks}/{name.replace('/', '-')}'\n")
            (place / name).chmod(0o755)
    exercise.write_bytes(TALKATIVE)
    # Where platforms want their reports.
    elsewhere = folder.parent / f"{folder.name}-elsewhere"
    _write(elsewhere / "kept", "kept")
    for name in (".retrial", ".retrial-cache/http-v2", "result.json", "release-body.md"):
        (folder / name).symlink_to(elsewhere / ("kept" if Path(name).suffix else ""))
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Mine")
    return folder


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
