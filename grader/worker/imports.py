"""What can be imported: the standard library and the distributions that answers may use, whatever else is installed.

So an answer that imports another library fails in the same way on every machine and behind every wall, and no library
finds an optional one that it would use. Code can undo this; the files are kept from it by the walls.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import BuiltinImporter, FrozenImporter, ModuleSpec, PathFinder
from types import ModuleType

from grader import readable


class Finder(PathFinder):
    """Finds on the path what may be imported, and nothing else."""

    names: frozenset[str]

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module is; None for one that may not be imported."""
        if path is None and fullname not in cls.names and not readable.is_standard(fullname):
            return None
        return super().find_spec(fullname, path, target)


def restrict() -> None:
    """Have nothing else be found from now on."""
    Finder.names = readable.names()
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter, Finder]
