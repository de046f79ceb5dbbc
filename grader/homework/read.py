"""Reads results and manifests that others wrote: sizes are bounded, and nothing is believed of their form."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from grader.exercises import MANIFEST, UsageError
from grader.exercises.entries import zipped
from grader.exercises.usage import shown
from grader.homework.manifest import FORMAT_VERSION as MANIFEST_VERSION
from grader.homework.manifest import Manifest
from grader.result import FORMAT_VERSION as RESULT_VERSION
from grader.result import Result

CAP: Final = 64 << 20
"""The largest file that is read, in bytes."""
MANIFEST_CAP: Final = 4 << 20
"""The largest manifest that is read, in bytes."""

_NO_TEXT: Final = (msgspec.MsgspecError, ValueError, RecursionError)
_T = TypeVar("_T")


class _Head(msgspec.Struct):
    """What stands in each of our files, whatever its version."""

    format_version: int


def read_result(path: Path) -> Result:
    """Return the result in a file of `grade --format json`, or the unofficial one in a homework zip.

    Raises UsageError where there is none.
    """
    data = read_file(path)
    if not data.startswith(b"PK"):
        return decoded(data, Result, RESULT_VERSION, repr(str(path)), "a result, as grade --format json writes it")
    found = read_manifest(data, str(path)).unofficial_result
    if found is None:
        msg = f"{str(path)!r} was handed in without a result. Grade it: grade --submission {path} --format json"
        raise UsageError(msg)
    return found


def read_manifest(data: bytes, name: str) -> Manifest:
    """Return the manifest of a homework zip. Raises UsageError where it holds none."""
    found = next((entry for entry in zipped(data, name) if entry.parts == (MANIFEST,)), None)
    if found is None:
        msg = f"{name!r} holds no {MANIFEST}: it was not made by submit."
        raise UsageError(msg)
    text = found.read(MANIFEST_CAP + 1)
    if len(text) > MANIFEST_CAP:
        msg = f"The {MANIFEST} of {name!r} is larger than {MANIFEST_CAP:,} bytes, so it was not read."
        raise UsageError(msg)
    return decoded(text, Manifest, MANIFEST_VERSION, f"The {MANIFEST} of {name!r}", "a manifest, as submit writes it")


def read_file(path: Path) -> bytes:
    """Return the bytes of a plain file. Raises UsageError for one that is not there, no file, or too large."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                msg = f"{str(path)!r} is no file."
                raise UsageError(msg)
            data = file.read(CAP + 1)
    except FileNotFoundError:
        msg = f"There is no {str(path)!r}."
        raise UsageError(msg) from None
    except OSError as error:
        msg = f"{str(path)!r} cannot be read: {error.strerror}."
        raise UsageError(msg) from error
    if len(data) > CAP:
        msg = f"{str(path)!r} is larger than {CAP:,} bytes, so it was not read."
        raise UsageError(msg)
    return data


def decoded(data: bytes, kind: type[_T], version: int, name: str, what: str) -> _T:
    """Return the JSON of one of our files as typed data. Raises UsageError where it is none, or a newer one."""
    try:
        found = msgspec.json.decode(data, type=_Head).format_version
        if found == version:
            return msgspec.json.decode(data, type=kind)
    except _NO_TEXT as error:
        msg = f"{name} is not {what}: {shown(str(error))}."
        raise UsageError(msg) from error
    msg = f"{name} has format version {found}, and this grader reads {version}. Use the grader that wrote it."
    raise UsageError(msg)
