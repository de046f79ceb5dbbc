"""A second opinion on `verify --mutants`: a public tool, cosmic-ray, breaks references, and the real checks grade them.

cosmic-ray edits a copy of the reference in place and runs a command for each change; that command asks the grader here,
which is warm, over a socket. What survives must stand in `solutions/survivors.toml`, be it as one of our own mutants or
in its second list, `cosmic`.
"""

from __future__ import annotations

import json
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from grader.exercises import Exercise, find_exercises, select_exercises, solutions_dir
from grader.grade import Grader
from grader.grade.quick import TooSlow
from grader.verify.answers import reference
from grader.verify.mutation import Entry, read_survivors
from grader.verify.mutation.mutant import code
from grader.verify.mutation.trial import PATIENT

TYPICAL: Final = ("retry_delay", "cost", "create_with_retries", "stream_text")
ASK: Final = "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); sys.exit(bool(s.recv(99)))"
"""The command that cosmic-ray runs: it fails if a check noticed the change."""
CONFIG: Final = """
[cosmic-ray]
module-path = {file}
timeout = 300.0
test-command = {command}
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = ["core/ReplaceBinaryOperator_BitOr_.*"]
"""
"""Without changes of `|`, which stands in types alone."""


@dataclass(frozen=True)
class Change:
    """A change that cosmic-ray made, and whether it was noticed."""

    line: int
    was: str
    now: str
    outcome: str


def main(names: list[str]) -> int:
    """Try the exercises of these names; return 1 if anything survives that is not listed."""
    tool = shutil.which("cosmic-ray")
    if tool is None:
        sys.exit("cosmic-ray is not installed here: python -m nox -s cosmic")
    file = solutions_dir() / "survivors.toml"
    entries = [*read_survivors(file), *read_survivors(file, "cosmic")]
    with Grader() as grader:
        fine = [tried(grader, exercise, entries, tool) for exercise in select_exercises(names, find_exercises())]
    return 0 if all(fine) else 1


def tried(grader: Grader, exercise: Exercise, entries: list[Entry], tool: str) -> bool:
    """Break one reference, print what survives, and tell whether all of that is listed."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        made = list(changes(grader, exercise, Path(folder), tool))
    alive = [change for change in made if change.outcome == "survived"]
    listed = {bare(entry.was, entry.now) for entry in entries if entry.exercise == exercise.id}
    strange = [change for change in alive if bare(change.was, change.now) not in listed]
    for change in strange:
        print(f"survives  solutions/{exercise.file}:{change.line}\n    - {change.was}\n    + {change.now}")
    outcomes = Counter(change.outcome for change in made)
    counts = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
    seconds = time.monotonic() - began
    print(
        f"{exercise.id}: {len(made)} changes, {counts}; {len(strange)} of them not listed. {seconds:.0f} s.", flush=True
    )
    return not strange and outcomes.keys() <= {"killed", "survived"}


def changes(grader: Grader, exercise: Exercise, folder: Path, tool: str) -> Iterator[Change]:
    """Let cosmic-ray make its changes, grade each, and yield what came of them."""
    file, place, config, session = (
        folder / name for name in (f"{exercise.name}.py", "socket", "config.toml", "session")
    )
    file.write_bytes(reference(exercise).content)
    command = shlex.join([sys.executable, "-I", "-S", "-c", ASK, str(place)])
    config.write_text(CONFIG.format(file=json.dumps(str(file)), command=json.dumps(command)), encoding="utf-8")
    run = [tool, "init", str(config), str(session)]
    subprocess.run(run, check=True, capture_output=True)
    subprocess.run([str(Path(tool).with_name("cr-filter-operators")), str(session), str(config)], check=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(place))
        server.listen()
        server.settimeout(0.1)
        answer(grader, exercise, file, server, [tool, "exec", str(config), str(session)])
    dump = subprocess.run([tool, "dump", str(session)], check=True, capture_output=True, text=True)
    for line in dump.stdout.splitlines():
        job, result = json.loads(line)
        if result and result["worker_outcome"] != "skipped":
            yield change_of(job["mutations"][0], result)


def bare(was: str, now: str) -> tuple[str, str]:
    """Return a change without blanks: cosmic-ray sets some where nobody would."""
    return was.replace(" ", ""), now.replace(" ", "")


def answer(grader: Grader, exercise: Exercise, file: Path, server: socket.socket, command: list[str]) -> None:
    """Run a command, and answer all who ask meanwhile with the check that breaks, or with nothing."""
    with subprocess.Popen(command) as running:
        while running.poll() is None:
            try:
                caller, _ = server.accept()
            except TimeoutError:
                continue
            with caller:
                caller.sendall(noticed(grader, exercise.id, file.read_bytes()).encode())


def noticed(grader: Grader, exercise: str, content: bytes) -> str:
    """Return the check that notices a change, empty if none does."""
    try:
        return grader.first_break(exercise, content, limits=PATIENT) or ""
    except TooSlow as slow:
        return slow.check


def change_of(mutation: dict[str, Any], result: dict[str, Any]) -> Change:
    """Return what cosmic-ray tells of a change."""
    lines = [line for line in (result["diff"] or "").splitlines() if not line.startswith(("---", "+++"))]
    was, now = (code(line[1:] for line in lines if line.startswith(sign)) for sign in "-+")
    return Change(mutation["start_pos"][0], was, now, result["test_outcome"] or result["worker_outcome"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(TYPICAL)))
