"""The walk through a new exercise in `docs/authoring.md`: its diffs, applied as a reader would."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "authoring.md"
_DIFF: Final = re.compile(r"^```diff\n(---|\+\+\+) (.+)\n((?:.*\n)*?)```$", re.MULTILINE)


def apply_walk(folder: Path) -> None:
    """Apply all diffs of the walk to a copy of the project. Each old text stands exactly once in its file."""
    for mark, names, body in _DIFF.findall(DOCUMENT.read_text("utf-8")):
        if mark == "+++":
            (folder / names).write_text(_side(body, "+"), encoding="utf-8")
            continue
        for file in [file for name in names.split() for file in sorted(folder.glob(name))]:
            for hunk in body.split("@@\n"):
                _replace(file, _side(hunk, "-"), _side(hunk, "+"))


def _side(hunk: str, sign: str) -> str:
    return "".join(line[1:] for line in hunk.splitlines(keepends=True) if line.startswith(sign))


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    # A lesson has such lines in several sections: the new one is the last.
    assert old in text, f"{file}: the walk replaces what is not there:\n{old}"
    before, _, after = text.rpartition(old)
    file.write_text(before + new + after, encoding="utf-8")
