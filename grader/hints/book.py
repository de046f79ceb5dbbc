"""What helps with a check, kept in one committed file, so that a learner's copy without solutions has it too.

`nox -s verify` writes it: how the reference does in the case that tells most, and how each known mistake fails.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from grader.result import Moment

FILE: Final = Path(__file__).parents[1] / "data" / "hints.json"


class Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """A right answer in one case of a check."""

    case: str
    called: str
    answers: str
    timeline: tuple[Moment, ...]
    left_out: int = 0
    """How many lines of the timeline were left out."""


class Failure(msgspec.Struct, frozen=True):
    """How a mistake fails one check: in its smallest case, what happened."""

    case: str
    happened: str


class Known(msgspec.Struct, frozen=True):
    """A known mistake: the checks that it fails and no others, and the hint that it earns."""

    name: str
    hint: str
    fails: dict[str, Failure]


class Chapter(msgspec.Struct, frozen=True):
    """What helps with one exercise."""

    version: str
    """A digest of all that it was made from, so that one which is out of date can be told."""
    shown: dict[str, Shown]
    """By the id of a check."""
    mistakes: tuple[Known, ...]


Book = dict[str, Chapter]
"""Chapters by exercise."""


def read(file: Path = FILE) -> Book:
    """Return the committed book; an empty one if there is none yet."""
    return msgspec.json.decode(file.read_bytes(), type=Book) if file.exists() else {}


def write(book: Book, file: Path = FILE) -> None:
    """Write a book, the same bytes for the same content."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(book, order="sorted"), indent=1) + b"\n")
