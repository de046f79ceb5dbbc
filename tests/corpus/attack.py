"""The files of the corpus: one submission a file, with a header that says in data what it tries."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec

from grader.exercises import find_exercises
from grader.grade.rubrics import all_rubrics
from grader.judge.limits import Limits
from tests.corpus.places import ATTACKS, HONEST
from tests.corpus.walls import WALLS

Kind = Literal["attack", "harmless", "documented-limit"]
Must = Literal["passed", "failed", "crashed", "timed_out", "todo", "not_judged", "refused"]
Through = Literal["points", "said", "harm"]

_HEADER: Final = re.compile(r"\A# /// attack\n((?:#.*\n)+?)# ///\n")


class HeaderError(ValueError):
    """The header of a file of the corpus is missing or wrong."""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands between `# /// attack` and `# ///`."""

    kind: Kind
    exercise: str
    """The exercise that it answers, wrongly: `03_retries/retry_delay`."""
    tries: str
    """One sentence: what it does, and to what end."""
    wall: str = ""
    """The wall that holds it; for attacks alone."""
    must: Must
    """How at least one check of the exercise ends; `refused` if the submission is not read at all."""
    says: str = ""
    """Words that the result holds."""
    through: Through | None = None
    """How it shows when it gets through; for attacks alone."""
    form: Literal["file", "builder"] = "file"
    """A builder defines `build(folder, answer) -> Path`, which makes what is handed in."""
    checks: tuple[str, ...] = ()
    """The checks that are graded, all if there are none."""
    points: int | Literal["full"] | None = None
    """How many points a harmless one keeps."""
    limits: dict[str, float] = {}
    """Limits other than the corpus', by the names of `grader.judge.limits.Limits`."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One file of the corpus."""

    path: Path
    header: Header
    source: str

    @property
    def name(self) -> str:
        """Its group and name, such as `forge/sys_exit`."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def body(self) -> str:
        """The code without the header."""
        return _HEADER.sub("", self.source)

    @property
    def file(self) -> str:
        """The exercise's file as it is handed in, such as `03_retries/retry_delay.py`."""
        return f"{self.header.exercise}.py"


def read(path: Path) -> Attack:
    """Return one file of the corpus. Raises HeaderError if its header is missing or wrong."""
    source = path.read_text("utf-8")
    found = _HEADER.match(source)
    if found is None:
        raise _wrong(path, "it has no header: `# /// attack`, lines of TOML behind `# `, `# ///`")
    text = "".join(line[2:] or "\n" for line in found[1].splitlines(keepends=True))
    try:
        header = msgspec.convert(tomllib.loads(text), Header)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise _wrong(path, str(error)) from error
    for fault in (*_faults(header), *_unknown(header)):
        raise _wrong(path, fault)
    return Attack(path, header, source)


def _wrong(path: Path, why: str) -> HeaderError:
    return HeaderError(f"{path.parent.name}/{path.name}: {why}")


def _faults(header: Header) -> list[str]:
    attack = header.kind == "attack"
    found = {
        f"no exercise is called {header.exercise!r}": header.exercise not in _exercises(),
        f"there is no wall {header.wall!r} in tests/corpus/walls.py": header.wall != "" and header.wall not in WALLS,
        "an attack names the wall that holds it": attack and not header.wall,
        f"an attack says how it gets through: through = one of {get_args(Through)}": attack and not header.through,
        f"a {header.kind} names no wall and no way through": not attack and bool(header.wall or header.through),
        "points are for harmless ones": header.points is not None and header.kind != "harmless",
        "`tries` is one sentence with a full stop": not header.tries.endswith("."),
    }
    return [fault for fault, is_so in found.items() if is_so]


def _unknown(header: Header) -> Iterator[str]:
    """Name limits and checks that do not exist."""
    limits = {field.name for field in fields(Limits)}
    yield from (f"no limit is called {name!r}" for name in header.limits if name not in limits)
    checks = _checks()
    yield from (f"no check is called {name!r}" for name in header.checks if name not in checks)


@cache
def _checks() -> frozenset[str]:
    return frozenset(check for graded in all_rubrics().values() for check in graded.rubric.checks)


@cache
def _exercises() -> frozenset[str]:
    return frozenset(e.id for e in find_exercises())


def honest(exercise: str) -> Path:
    """Return the honest wrong answer to an exercise."""
    return HONEST / f"{exercise.rpartition('/')[2]}.py"


def paths() -> list[Path]:
    """Return all files of the corpus."""
    return sorted(path for path in ATTACKS.glob("*/*.py") if path.parent != HONEST)


def corpus() -> list[Attack]:
    """Return the whole corpus. Raises HeaderError for the first file with a wrong header."""
    return [read(path) for path in paths()]
