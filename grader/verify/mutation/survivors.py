"""The list of mutants that may survive, `solutions/survivors.toml`: each with the reason why no check can tell it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from grader.verify.mutation.mutant import Mutant

KINDS: Final = ("equivalent", "open")
"""Nobody can notice the change; or two right answers may differ here, so no check says anything of it."""
_TEXTS: Final = frozenset({"exercise", "was", "now", "kind", "reason"})


class ListError(Exception):
    """The list can't be read; the text says where."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A mutant that may survive; `at` is the place among several of the same change, 0 for all of them."""

    exercise: str
    was: str
    now: str
    kind: str
    reason: str
    at: int = 0

    def matches(self, mutant: Mutant) -> bool:
        """Tell whether this is about a mutant."""
        same = (self.exercise, self.was, self.now) == (mutant.exercise, mutant.was, mutant.now)
        return same and self.at in {0, mutant.at}


def read_survivors(file: Path, name: str = "survivor") -> list[Entry]:
    """Return the entries of a list; `cosmic` is the one of another tool's mutants.

    Raises ListError for one that is no entry, or stands there twice.
    """
    try:
        tables = tomllib.loads(file.read_text("utf-8")).get(name, [])
    except tomllib.TOMLDecodeError as error:
        msg = f"{file.name}: {error}"
        raise ListError(msg) from error
    entries = [_entry(file, table) for table in tables]
    keys = [(entry.exercise, entry.was, entry.now, entry.at) for entry in entries]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        msg = f"{file.name}: {twice} stands there twice"
        raise ListError(msg)
    return entries


def _entry(file: Path, table: dict[str, Any]) -> Entry:
    texts = {key: value for key, value in table.items() if key != "at"}
    right = texts.keys() == _TEXTS and all(isinstance(value, str) and value for value in texts.values())
    if not right or texts["kind"] not in KINDS or type(table.get("at", 0)) is not int:
        msg = f"{file.name}: an entry says {', '.join(sorted(_TEXTS))}, and perhaps `at`; this one is {table}"
        raise ListError(msg)
    return Entry(**texts, at=table.get("at", 0))


def stale(entries: Iterable[Entry], survived: Collection[Mutant], all_mutants: Sequence[Mutant]) -> dict[Entry, str]:
    """Return the entries that say what is not so, and why."""
    found: dict[Entry, str] = {}
    for entry in entries:
        meant = [mutant for mutant in all_mutants if entry.matches(mutant)]
        killed = [mutant for mutant in meant if mutant not in survived]
        if not meant:
            found[entry] = "there is no such mutant any more"
        elif killed:
            which = "" if len(meant) == 1 else f", in one of {len(meant)} places (`at` = {killed[0].at})"
            found[entry] = f"a check notices it{which}"
    return found
