"""What a homework zip says of itself. All of it is the learner's word: a grading side reads none of it for a mark."""

from __future__ import annotations

from typing import Final

import msgspec

from grader.result import Result, Versions

FORMAT_VERSION: Final = 1


class File(msgspec.Struct, frozen=True, omit_defaults=True):
    """An exercise file that was handed in."""

    name: str
    """`03_retries/retry_delay.py`."""
    sha256: str
    """In hexadecimal, as in `ExerciseResult.file`."""
    size: int
    """Bytes."""
    untouched: bool = False
    """Whether it is the stub, as it came."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`retrial-manifest.json`."""

    format_version: int = FORMAT_VERSION
    versions: Versions
    """With what it was packed."""
    files: tuple[File, ...]
    unofficial_result: Result | None
    """What the learner's own machine made of these files, in short: no timelines, no output, no times."""
