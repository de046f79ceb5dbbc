"""What graders do that have no such walls: the canaries of some walls put it in the place of our own."""

from __future__ import annotations

import os
import pickle
import stat
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from unittest import mock

from grader.exercises import Exercise, Submission, SubmissionError
from grader.judge import values
from grader.judge.submission import Player
from grader.result import Result
from grader.rubric import claims

CLASSIC_TESTS: Final[Mapping[str, str]] = {
    "03_retries/retry_delay": """
from retry_delay import retry_delay


def test_waits_as_the_server_asks():
    expected = 7.25
    assert retry_delay(1, 429, {"retry-after": "7.25"}, now=0.0, u=0.5, base=0.5, cap=8.0) == expected


def test_does_not_repeat_what_will_not_pass():
    expected = None
    assert retry_delay(1, 404, {}, now=0.0, u=0.0, base=0.5, cap=8.0) == expected
""",
    "00_warmup/first_call": """
from types import SimpleNamespace

from first_call import first_call


def test_joins_the_text_of_all_text_blocks():
    expected = "a river flows"
    blocks = [SimpleNamespace(type="thinking", thinking="hm"), SimpleNamespace(type="text", text=expected)]
    messages = SimpleNamespace(create=lambda **_: SimpleNamespace(content=blocks))
    assert first_call(SimpleNamespace(messages=messages), "What do rivers do?") == expected
""",
}
"""What a classic grader holds an answer against, in one process with it; the honest wrong answers fail."""


def submission_as_module(name: str, source: bytes) -> ModuleType:
    """Execute a submission in this process, as a grader does that imports it."""
    module = ModuleType(name)
    module.__file__ = f"{name}.py"
    sys.modules[name] = module
    exec(compile(source, f"{name}.py", "exec", dont_inherit=True), module.__dict__)
    return module


# ---------------------------------------------------------------- values


@contextmanager
def unpickling() -> Iterator[None]:
    """Unpickle what workers send, which is why the judge imports the submission, and compare with `==`."""
    made = Player.__init__

    def imports(player: Player, zygote: Any, source: Any, *args: Any, **kwargs: Any) -> None:
        with suppress(BaseException):
            submission_as_module("exercise", source.content)
        made(player, zygote, source, *args, **kwargs)

    with (
        mock.patch.object(Player, "__init__", imports),
        mock.patch.dict(values._KINDS, {"pickle": lambda value, _: pickle.loads(value["v"])}),
        mock.patch.object(claims, "same", lambda one, other: one == other),
    ):
        yield


# ---------------------------------------------------------------- reading


def read_submission(path: Path, exercises: Sequence[Exercise]) -> Submission:
    """Read a folder, a zip or a file: unpack without a look at names and kinds, follow links, read to the end."""
    if path.is_dir():
        return Submission(_exercise_files(path, exercises))
    if path.suffix == ".py":
        return Submission({e.id: path.read_bytes() for e in exercises if path.name == f"{e.name}.py"})
    return Submission(_exercise_files(_unpacked(path), exercises))


def _exercise_files(folder: Path, exercises: Sequence[Exercise]) -> dict[str, bytes]:
    known = {e.file.casefold(): e.id for e in exercises}
    found = {}
    for where, _, names in os.walk(folder, followlinks=True):
        for name in names:
            file = Path(where, name)
            if exercise := known.get("/".join(file.parts[-2:]).casefold()):
                found[exercise] = file.read_bytes()
    if not found:
        msg = "there is no exercise file"
        raise SubmissionError(msg)
    return found


def _unpacked(path: Path) -> Path:
    """Return the folder `unpacked` beside a zip, which holds what the zip says, where it says."""
    folder = path.parent / "unpacked"
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            target = folder / info.orig_filename
            if info.is_dir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            content = archive.read(info)
            if stat.S_ISLNK(info.external_attr >> 16):
                target.symlink_to(content.decode())
            else:
                target.write_bytes(content)
    return folder


# ---------------------------------------------------------------- reports


def log(graded: Result, _: Mapping[str, bytes]) -> str:
    """Return what the code printed, as it is."""
    return "\n".join(check.output for exercise in graded.exercises for check in exercise.checks)
