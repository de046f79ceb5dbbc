"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from grader.exercises import UsageError


def write(path: Path, data: bytes) -> None:
    """Write a file at one blow, so that a full disk or Ctrl-C leaves the old one. Raises UsageError if it can't be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except OSError as error:
        msg = f"{str(path)!r} cannot be written: {error.strerror}. Name another place with --out."
        raise UsageError(msg) from error


def _replace(path: Path, data: bytes) -> None:
    draft = tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115
    try:
        with draft:
            draft.write(data)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).chmod(0o644)  # not secret, and read by others: a draft is made for its owner alone
        Path(draft.name).replace(path)
    except BaseException:
        Path(draft.name).unlink(missing_ok=True)
        raise
