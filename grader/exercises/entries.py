"""The files of a folder or a zip, each by its path and a way to read its first bytes.

What has an unsafe name, or is no plain file, refuses the whole submission: nobody can say what was meant by it.
"""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final

from grader.exercises.usage import SubmissionError, shown

ZIP_CAP: Final = 64 << 20
"""The largest zip that is opened, in bytes."""

MOST_ENTRIES: Final = 10_000
"""How many files and folders a submission may hold."""

DIRECTORY_CAP: Final = 200 * MOST_ENTRIES
"""How long the table of contents of a zip may be, in bytes: of an entry 46, its path, and what zip programs add."""

DEEPEST: Final = 20
"""How many folders deep a submission is looked through."""

NOT_SEARCHED: Final = frozenset(
    {".git", ".hg", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".tox", ".venv", "venv", "node_modules"}
    | {"__MACOSX", "__pycache__"}
)
"""Folders that are never looked into, and not worth a word."""

_DRIVE: Final = re.compile(r"[A-Za-z]:")
_ENCRYPTED: Final = 0x1
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, struct.error, RuntimeError)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a submission: its path inside, the path to show, and how to read its first bytes."""

    parts: tuple[str, ...]
    shown: str
    read: Callable[[int], bytes]


# ---------------------------------------------------------------- folders


def folder(root: Path) -> Iterator[Entry]:
    """Yield the files of a folder. Every step is by descriptor and follows no link, so nothing can be swapped.

    An entry must be read before the next one is asked for.
    """
    top = root.resolve()
    seen = 0
    for where, folders, names, fd in os.fwalk(top, onerror=_refuse_folder):
        inside = Path(where).relative_to(top)
        seen += len(folders) + len(names)
        if seen > MOST_ENTRIES:
            raise SubmissionError(_too_many(str(root)))
        folders[:] = sorted(set(folders) - NOT_SEARCHED) if len(inside.parts) < DEEPEST else []
        for name in (*folders, *sorted(names)):
            _refuse_odd(name, str(inside / name))
            _refuse_special(_mode(name, fd, root / inside), str(inside / name))
        for name in sorted(names):
            yield Entry((top.name, *inside.parts, name), str(root / inside / name), partial(_read_in, fd, name))


def _refuse_folder(error: OSError) -> None:
    msg = f"{shown(str(error.filename))} cannot be read: {error.strerror}."
    raise SubmissionError(msg) from error


def _mode(name: str, folder: int, path: Path) -> int:
    """Return the mode of an entry: a folder may be one that can be listed, and not entered."""
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except OSError as error:
        msg = f"What is in {shown(str(path))} cannot be read: {error.strerror}."
        raise SubmissionError(msg) from error


def _read_in(folder: int, name: str, size: int) -> bytes:
    fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    with os.fdopen(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        return file.read(size)


# ---------------------------------------------------------------- zips


class _Bounded(io.BytesIO):
    """A zip of which no long table of contents is read.

    `ZipFile` reads it at once, by its size in the end record, and makes an object of each entry, however many the
    record counts. So this bounds what a zip costs before its entries are counted: some 43,000 of them.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > DIRECTORY_CAP:
            raise _TooLongError
        return super().read(size)


class _TooLongError(Exception):
    """A table of contents is longer than the cap."""


def zipped(data: bytes, name: str) -> Iterator[Entry]:
    """Yield the files of a zip. Only exercise files are ever unpacked, into memory, up to the cap of one file.

    So neither the ratio of a bomb nor its nesting matters. Other methods than deflate are refused, for some of them
    let the zip say how much memory its reader has to take.
    """
    if len(data) > ZIP_CAP:
        msg = f"{shown(name)} is larger than {ZIP_CAP:,} bytes. Hand in the exercise files alone."
        raise SubmissionError(msg)
    try:
        archive = zipfile.ZipFile(_Bounded(data))
    except _TooLongError:
        msg = (
            f"{shown(name)} holds too many files and folders, or too long names: its table of contents is longer than"
            f" {DIRECTORY_CAP:,} bytes. Hand in the exercise files alone."
        )
        raise SubmissionError(msg) from None
    except _DAMAGED as error:
        msg = f"{shown(name)} is no zip file, or a damaged one. Make it again, or hand in the folder."
        raise SubmissionError(msg) from error
    if len(archive.infolist()) > MOST_ENTRIES:
        raise SubmissionError(_too_many(name))
    for info in archive.infolist():
        path = PurePosixPath(info.orig_filename)
        _refuse_odd(info.orig_filename, info.orig_filename)
        if info.orig_filename.endswith("/") or not NOT_SEARCHED.isdisjoint(path.parts[:-1]):
            continue
        _refuse_special(info.external_attr >> 16, info.orig_filename)
        yield Entry(path.parts, info.orig_filename, partial(_unpack, archive, info))


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        msg = f"{shown(info.orig_filename)} is encrypted. Make the zip without a password."
        raise SubmissionError(msg)
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        msg = f"{shown(info.orig_filename)} is packed in a way that is not read here. Make the zip with plain deflate."
        raise SubmissionError(msg)
    try:
        with archive.open(info) as file:
            return file.read(size)
    except _DAMAGED as error:
        msg = f"{shown(info.orig_filename)} is damaged. Make the zip again, or hand in the folder."
        raise SubmissionError(msg) from error


# ---------------------------------------------------------------- names


def _refuse_odd(name: str, path: str) -> None:
    """Refuse names that mean another place than the one they stand in, here or on another system."""
    parts = name.split("/")
    if (
        not PurePosixPath(name).parts
        or "\0" in name
        or "\\" in name
        or _DRIVE.match(name)
        or name.startswith("/")
        or ".." in parts
    ):
        msg = (
            f"The entry {shown(path)} has an unsafe name: empty, absolute, with '..', a backslash, a drive or a NUL."
            " Take it out, and hand in again."
        )
        raise SubmissionError(msg)


def _refuse_special(mode: int, path: str) -> None:
    """Refuse links, devices, sockets and pipes. Zips made on Windows hold no mode at all: 0."""
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        msg = f"The entry {shown(path)} is a link, a device or a pipe. Hand in plain files and folders only."
        raise SubmissionError(msg)


def _too_many(name: str) -> str:
    return f"{shown(name)} holds more than {MOST_ENTRIES:,} files and folders. Hand in the exercise files alone."
