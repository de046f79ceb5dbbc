"""The file of a gradebook: how it is opened, who may write it, and what its errors mean."""

from __future__ import annotations

import fcntl
import sqlite3
import time
from pathlib import Path
from typing import IO, Final

GLANCE: Final = 0.2
"""Seconds in which whoever looks whether a gradebook is written has long looked."""


class BookError(Exception):
    """The gradebook can't be used, or not written; its text says why and what to do. What was recorded stays."""


class WrongBook(BookError):
    """Another file, or another course, should have been named: the command was wrong, and no retry helps."""


def connected(path: Path, mode: str) -> sqlite3.Connection:
    """Return a connection to the file, `rwc` to make it where there is none. Raises BookError."""
    try:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=30)
    except sqlite3.Error as error:
        raise BookError(explained(error, path)) from error


def locked(path: Path) -> IO[str]:
    """Return the lock of the one who writes; the system gives it back however that one ends. Raises BookError."""
    try:
        lock = _lock(path).open("w", encoding="utf-8")
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror}. Name a gradebook in a folder that you may write to."
        raise BookError(msg) from error
    if _taken(lock, fcntl.LOCK_EX):
        time.sleep(GLANCE)  # perhaps someone only looked
        if _taken(lock, fcntl.LOCK_EX):
            lock.close()
            msg = f"Another command is writing {path}. Let it end; `course status` tells how far it is."
            raise BookError(msg)
    return lock


def is_written(path: Path) -> bool:
    """Tell whether a command that writes the gradebook is alive; so it is taken to be where that can't be found out."""
    try:
        with _lock(path).open(encoding="utf-8") as lock:
            return _taken(lock, fcntl.LOCK_SH)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def files(path: Path) -> tuple[Path, ...]:
    """Return the gradebook and what stands beside it: its lock, and what SQLite keeps there."""
    return (path, _lock(path), *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")))


def _lock(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")


def _taken(lock: IO[str], kind: int) -> bool:
    """Take a lock of a kind, which closing the file gives back; return True if someone else has it."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


_FAULTS: Final = {
    "SQLITE_FULL": "The disk is full. Make room, and give the same command again.",
    "SQLITE_READONLY": "The file, or its folder, may not be written.",
    "SQLITE_CANTOPEN": "The file can't be opened: its folder may be missing, or not be writable.",
    "SQLITE_PERM": "The file may not be opened.",
    "SQLITE_BUSY": "Another program holds the file.",
    "SQLITE_NOTADB": "It is no gradebook.",
    "SQLITE_CORRUPT": "The file is damaged. Take it from a backup; the results that are readable stay so.",
}


def explained(error: sqlite3.Error, path: Path) -> str:
    """Say what SQLite's error means."""
    name = str(getattr(error, "sqlite_errorname", ""))
    why = next((text for start, text in _FAULTS.items() if name.startswith(start)), f"{error}.")
    return f"{path} cannot be used. {why} What was recorded until now is kept."
