"""Which hints a learner was shown: a small file in a folder that git ignores."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

FOLDER: Final = ".retrial"
"""Beside the exercises."""


class Shown:
    """The hints that were shown, by exercise and check. A file that can't be read counts as none."""

    def __init__(self, beside: Path) -> None:
        self._file = beside / FOLDER / "hints.json"
        try:
            self._kept = msgspec.json.decode(self._file.read_bytes(), type=dict[str, dict[str, list[str]]])
        except (OSError, msgspec.DecodeError):
            self._kept = {}

    def of(self, exercise: str, check_id: str) -> tuple[str, ...]:
        """Return the keys of the hints that were shown for a check of an exercise."""
        return tuple(self._kept.get(exercise, {}).get(check_id, ()))

    def add(self, exercise: str, check_id: str, key: str) -> None:
        """Keep that a hint was shown."""
        self._kept.setdefault(exercise, {}).setdefault(check_id, []).append(key)
        self._write()

    def forget(self, exercise: str) -> None:
        """Forget what was shown for the checks of an exercise."""
        if self._kept.pop(exercise, None):
            self._write()

    def _write(self) -> None:
        self._file.parent.mkdir(exist_ok=True)
        self._file.write_bytes(msgspec.json.encode(self._kept, order="sorted"))
