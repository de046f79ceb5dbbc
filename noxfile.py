"""Retrial's sessions. Arguments for the command behind a session go after `--`: `nox -s grade -- --help`.

Sessions for learners and instructors share one environment, `.venv`, and become `python -m grader VERB` in it: the
exit code is the grader's, and nothing is printed after its report. They work with any nox since 2024.4.15, so that
one which is installed already will do.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, NoReturn

import nox
from filelock import FileLock
from nox.command import CommandFailed

nox.needs_version = ">=2024.4.15"
nox.options.sessions = ["grade"]
nox.options.reuse_existing_virtualenvs = True
# What a learner need not read: nox remarks that uv is missing, and older ones pass on what a lock file goes through.
logging.getLogger("nox").addFilter(lambda record: record.msg != "uv binary not found.")
logging.getLogger("filelock").setLevel(logging.WARNING)

TOP: Final = Path(__file__).resolve().parent
VENV: Final = TOP / ".venv"
LOCK: Final = TOP / "requirements" / "run.txt"
UV: Final = "uv==0.13.9"
STAMP: Final = "retrial.json"
"""In an environment of ours: the lock that it holds and the Python that it stands on; `{}` while it is being made."""
CANNOT_RUN: Final = 3
"""The exit code of a grader that can't do its work (1: the learner's code fell short, 2: a wrong command)."""

CAUSES: Final = (
    (
        r"NewConnection|NameResolution|ConnectTimeout|ReadTimeout|SSLError|ProxyError|RemoteDisconnected",
        "The packages could not be downloaded: is this machine online, and does it need a proxy?",
    ),
    (r"DO NOT MATCH THE HASHES", "A downloaded package is not the one that the lock names, so it was not installed."),
    (r"No space left on device", "The disk is full."),
)
"""What pip prints when it fails, and what it means."""


def give_up(sentence: str) -> NoReturn:
    """End nox here, with one sentence and the exit code of a grader that can't run."""
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(CANNOT_RUN)


def refusal(platform: str, python: tuple[int, int]) -> str | None:
    """Say why Retrial can't run on a platform and a Python, or return None."""
    if platform == "win32":
        return "Retrial runs on Linux, on macOS, and on Windows inside WSL 2."
    if not (3, 11) <= python <= (3, 14):
        here = "{}.{}".format(*python)
        return f"Retrial needs Python 3.11 to 3.14, and this is {here}. Start nox with one of those: python3.12 -m nox"
    return None


if sentence := refusal(sys.platform, sys.version_info[:2]):
    give_up(sentence)


# ---------------------------------------------------------------- the environment of learners and instructors


def interpreter(venv: Path) -> Path:
    """Return the Python of an environment."""
    return venv / "bin" / "python"


def finished_stamp(venv: Path, lock: Path) -> dict[str, str]:
    """Return what the stamp of an environment says once all of the lock is in it."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    return {"lock": digest, "python": os.path.realpath(interpreter(venv))}


def read_stamp(venv: Path) -> object:
    """Return what the stamp of an environment says; None if it has none, so that it is not ours."""
    try:
        return json.loads((venv / STAMP).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError:
        return {}


def write_stamp(venv: Path, stamp: dict[str, str]) -> None:
    """Stamp an environment at one blow: an interruption leaves the old stamp or the new one."""
    draft = venv / f"{STAMP}.draft"
    draft.write_text(json.dumps(stamp), encoding="utf-8")
    draft.replace(venv / STAMP)


def is_ready(venv: Path, lock: Path) -> bool:
    """Say whether an environment was finished, for this lock, on a Python that is still there."""
    return read_stamp(venv) == finished_stamp(venv, lock) and interpreter(venv).exists()


def is_foreign(venv: Path) -> bool:
    """Say whether someone else made what lies here; an empty folder is no one's."""
    taken = venv.is_symlink() or venv.is_file() or (venv.is_dir() and any(venv.iterdir()))
    return taken and (venv.is_symlink() or read_stamp(venv) is None)


def make(venv: Path, lock: Path, attic: Path) -> None:
    """Make an environment that holds a lock, in place of an older or unfinished one of ours.

    The old one is moved to the attic before it is deleted, so that a half-deleted one is never taken for a foreign one.
    """
    shutil.rmtree(attic, ignore_errors=True)
    if venv.exists():
        venv.replace(attic)
        shutil.rmtree(attic, ignore_errors=True)
    venv.mkdir()
    write_stamp(venv, {})
    step("The environment could not be made.", sys.executable, "-m", "virtualenv", "--quiet", str(venv))
    pip = (str(interpreter(venv)), "-I", "-m", "pip", "install", "--no-user", "--quiet")
    step("The packages could not be installed.", *pip, "--no-deps", "--require-hashes", "--requirement", str(lock))
    write_stamp(venv, finished_stamp(venv, lock))


def step(failure: str, *command: str) -> None:
    """Run a command of the set-up; if it fails, say in one sentence why, or show its last words."""
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    if done.returncode:
        last_words = "\n  ".join(done.stdout.splitlines()[-5:])
        give_up(next((why for words, why in CAUSES if re.search(words, done.stdout)), f"{failure}\n  {last_words}"))


def ensure_venv(venv: Path = VENV, lock: Path = LOCK, scratch: Path = TOP / ".nox") -> Path:
    """Return the Python of the shared environment, which is made first if it is missing or its lock has changed."""
    if not is_ready(venv, lock):
        try:
            with FileLock(scratch / "venv.lock"):
                make_unless_made(venv, lock, attic=scratch / "old-venv")
        except OSError as error:
            give_up(f"The environment could not be made: {error}.")
    return interpreter(venv)


def make_unless_made(venv: Path, lock: Path, attic: Path) -> None:
    """Make an environment, unless another session has just made it or someone else's is in the way."""
    if is_foreign(venv):
        give_up(f"{venv} was not made by Retrial, so it is left as it is. Move it away, and try again.")
    if not is_ready(venv, lock):
        sys.stderr.write(f"Setting up {venv}, once; this takes a minute or so.\n")
        make(venv, lock, attic)


def hand_over(session: nox.Session) -> None:
    """Become `python -m grader VERB`; among several sessions, run it as a child, for nox has more to do."""
    command = [str(ensure_venv()), "-m", "grader", session.name, *session.posargs]
    if len(session._runner.manifest) > 1:  # noqa: SLF001 - nox has no public way to ask
        session.run(*command, external=True)
        return
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


@nox.session(venv_backend="none")
def grade(session: nox.Session) -> None:
    """Grade the exercises in this checkout; needs no network and no API key."""
    hand_over(session)


@nox.session(venv_backend="none")
def watch(session: nox.Session) -> None:
    """Grade an exercise again each time it is saved."""
    hand_over(session)


@nox.session(venv_backend="none")
def practice(session: nox.Session) -> None:
    """Play one case of a check against your code; `breakpoint()` works."""
    hand_over(session)


@nox.session(venv_backend="none")
def hint(session: nox.Session) -> None:
    """Give the next hint for a check."""
    hand_over(session)


@nox.session(venv_backend="none")
def explain(session: nox.Session) -> None:
    """Tell all about a check, with the trace of a right answer beside yours."""
    hand_over(session)


@nox.session(venv_backend="none")
def doctor(session: nox.Session) -> None:
    """Say what this machine offers to wall in learners' code, and try it."""
    hand_over(session)


@nox.session(venv_backend="none")
def reset(session: nox.Session) -> None:
    """Put the stub of an exercise back, and forget its hints; what you wrote is kept beside it."""
    hand_over(session)


@nox.session(venv_backend="none")
def course(session: nox.Session) -> None:
    """Grade a class, and keep its gradebook: `-- grade SUBMISSIONS --book gradebook.sqlite`."""
    hand_over(session)


@nox.session(venv_backend="none")
def submit(session: nox.Session) -> None:
    """Make a zip of your exercises to hand in, and say what is in it."""
    hand_over(session)


@nox.session(venv_backend="none")
def compare(session: nox.Session) -> None:
    """Say in what two results differ, and what each difference comes from."""
    hand_over(session)


@nox.session(venv_backend="none")
def receipt(session: nox.Session) -> None:
    """Sign a result, or check the signature of one."""
    hand_over(session)


@nox.session(venv_backend="none")
def release(session: nox.Session) -> None:
    """Make the bundles of a release: the learners' one, without answers, and the instructors'."""
    hand_over(session)


@nox.session(venv_backend="none")
def record(session: nox.Session) -> None:
    """Record cassettes against the simulator, or with an API key against the live API."""
    hand_over(session)


@nox.session(venv_backend="none")
def new(session: nox.Session) -> None:
    """Lay out a new exercise with all its parts, ready to be changed: `-- 03_retries/my_exercise`."""
    hand_over(session)


@nox.session(venv_backend="none")
def serve(session: nox.Session) -> None:
    """Serve the simulated API on this machine, for any client in any language."""
    hand_over(session)


@nox.session(venv_backend="none")
def fidelity(session: nox.Session) -> None:
    """Hold the simulated API against real recordings; `-- --recordings DIR` names their folder."""
    hand_over(session)


# ---------------------------------------------------------------- the project's own checks, in environments of nox


def install(session: nox.Session) -> None:
    """Install what the project's own checks need."""
    session.install("--no-deps", "--require-hashes", "--requirement", "requirements/dev.txt")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the project's own tests."""
    install(session)
    session.run("python", "-m", "pytest", "--numprocesses", "auto", *session.posargs)


@nox.session(venv_backend="none")
def verify(session: nox.Session) -> None:
    """Prove that the course grades rightly: every answer, every mistake, every seed."""
    hand_over(session)


@nox.session
def attacks(session: nox.Session) -> None:
    """Play the corpus of attacks on every backend, with its canaries; `-- --help` tells what can be left out."""
    install(session)
    session.run("python", "-m", "tests.corpus", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and types, and that nothing is committed which must not be."""
    install(session)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    # Stubs and references share their names, and a topic is no package: so each folder is a run of its own.
    for folder in ("exercises", "solutions"):
        session.run("mypy", "--no-explicit-package-bases", "--exclude", "/mistakes/", folder)
    session.run("python", "-m", "pytest", "--quiet", "tests/front/test_tracked_files.py")


@nox.session
def bench(session: nox.Session) -> None:
    """Take the figures that Retrial holds itself to, as a table and JSON."""
    install(session)
    session.run("python", "bench/figures.py", *session.posargs)


@nox.session
def cosmic(session: nox.Session) -> None:
    """Break references with cosmic-ray, as a second opinion on `verify -- --mutants`; `-- cost` takes one."""
    install(session)
    session.install("cosmic-ray==8.7.0")  # not in a lock: nothing of it decides over a change, or reaches a learner
    session.run("python", "-m", "bench.cosmic", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Feed the readers of untrusted bytes with what a fuzzer makes up; `-- --seconds 60 case` is one of them."""
    try:
        lock = ("--requirement", "requirements/fuzz.txt")
        session.install("--no-deps", "--require-hashes", "--only-binary", "atheris", *lock, silent=True)
    except CommandFailed:
        here = "{}.{}".format(*sys.version_info[:2])
        session.error(
            f"The fuzzer, atheris, could not be installed for Python {here} on this machine. There are wheels of it "
            "for Linux on x86-64; pip says above what is missing."
        )
    session.run("python", "-m", "fuzz", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Bring requirements/ in step with pyproject.toml; `-- --upgrade` takes the newest versions."""
    session.install(UV)
    compile_lock = ("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes")
    silent_about_hosts = ("--no-emit-index-url", "--no-emit-find-links", "--no-annotate")
    header = ("--custom-compile-command", "nox -s lock")
    more = {
        "run": (),
        "cluster": ("--extra", "cluster", "--constraint", "requirements/run.txt"),
        "dev": ("--extra", "cluster", "--group", "dev", "--constraint", "requirements/cluster.txt"),
        "fuzz": ("--group", "fuzz", "--constraint", "requirements/run.txt"),
    }
    for name, arguments in more.items():
        output = ("pyproject.toml", *arguments, "--output-file", f"requirements/{name}.txt")
        session.run(*compile_lock, *silent_about_hosts, *header, *output, *session.posargs)
