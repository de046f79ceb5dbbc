"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.exercises import UsageError


def write(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file at one blow, so that a full disk or Ctrl-C leaves the old one. Raises UsageError if it can't be."""
    pieces = [data] if isinstance(data, bytes) else data
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if _is_device(path):
            with path.open("wb") as file:
                file.writelines(pieces)
        else:
            _replace(path.resolve(), pieces)  # a link stays one


def see_writable(path: Path) -> None:
    """Make the folder of a file that is written later. Raises UsageError if it couldn't be written."""
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not _is_device(path):
            tempfile.TemporaryFile(dir=path.resolve().parent).close()


def _is_device(path: Path) -> bool:
    """Tell whether nothing may take the place of what is there: `/dev/stdout`, say, or a pipe."""
    return path.exists() and not path.is_file()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        msg = f"{str(path)!r} cannot be written: {error.strerror}. Name another place with --out."
        raise UsageError(msg) from error


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    draft = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with draft.open("xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            draft.chmod(path.stat().st_mode & 0o777)  # what was for its owner alone stays so
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
