"""Zips that depend on nothing but what they hold: same files, same bytes, on every machine and under every Python."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping
from typing import Final

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold; ours all say this one."""
_UNIX: Final = 3
_PLAIN: Final = 0o100644
_PROGRAM: Final = 0o100755


def archived(files: Mapping[str, bytes], *, programs: Collection[str] = (), comment: str = "") -> bytes:
    """Return a zip of these files by their names, `programs` among them marked as executable.

    Sorted by name, with fixed times and modes, and stored rather than deflated: what deflate makes of the same bytes
    differs between versions of zlib.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.comment = comment.encode("ascii")
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = (_PROGRAM if name in programs else _PLAIN) << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()
