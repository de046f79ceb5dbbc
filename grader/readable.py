"""What a worker may read: the one list from which Landlock's rules and bubblewrap's view are both made.

All of it is found from the Python that runs, so the judge and the zygote, which run the same one, find the same.
"""

from __future__ import annotations

import csv
import importlib.metadata
import re
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError
from itertools import accumulate
from pathlib import Path
from typing import Final, TypeAlias

DISTRIBUTIONS: Final = ("anthropic", "msgspec", "stamina", "tenacity", "time-machine")
"""What answers may import, and what the worker itself runs on; all that these need comes along."""
LEFT_OUT: Final = frozenset({"ensurepip", "idlelib", "lib2to3", "tkinter", "turtle", "turtledemo"})
"""Parts of the standard library that no answer needs."""
ZONES: Final = Path("/usr/share/zoneinfo")
_PARTS: Final = frozenset({"__pycache__", "lib-dynload"})

_Parts: TypeAlias = tuple[str, ...]
_NAME: Final = re.compile(r"[\w.-]+")


def standard_library() -> list[Path]:
    """Return the modules and packages of the standard library: never its folder, which may hold site-packages."""
    found = Path(sysconfig.get_path("stdlib")).iterdir()
    return sorted(path for path in found if is_standard(path.name.partition(".")[0]) or path.name in _PARTS)


def is_standard(name: str) -> bool:
    """Tell whether a module of the standard library has this name, and is one that answers may import."""
    return name not in LEFT_OUT and (name in sys.stdlib_module_names or name.startswith("_sysconfigdata"))


def packages() -> list[Path]:
    """Return the modules, packages and metadata of the distributions. Raises OSError for one that lists no files."""
    return sorted({path for found in _closure().values() for path in _entries(found)})


def names() -> frozenset[str]:
    """Return the names by which the distributions are imported."""
    tops = (path.relative_to(_folder(found)).parts[0] for found in _closure().values() for path in _entries(found))
    return frozenset(top.partition(".")[0] for top in tops if not top.endswith(".dist-info")) - {"__pycache__"}


def folders() -> list[Path]:
    """Return the folders that may be listed, as an import does, and no more."""
    return sorted({Path(sysconfig.get_path("stdlib")), *map(_folder, _closure().values())})


def _closure() -> dict[str, Distribution]:
    """Return the distributions and all that they need, extras left out, by their normalized names."""
    found: dict[str, Distribution] = {}
    wanted = list(DISTRIBUTIONS)
    while wanted:
        name = re.sub(r"[-_.]+", "-", wanted.pop()).lower()
        if name not in found and (distribution := _distribution(name)):
            found[name] = distribution
            wanted += _needed(distribution)
    return found


def _needed(distribution: Distribution) -> list[str]:
    """Return the names that it requires, extras left out; other markers are not read, what they exclude is absent."""
    named = (_NAME.match(line) for line in distribution.requires or () if not re.search(r";.*\bextra\b", line))
    return [match[0] for match in named if match]


def _distribution(name: str) -> Distribution | None:
    try:
        return importlib.metadata.distribution(name)
    except PackageNotFoundError:
        return None


def _folder(distribution: Distribution) -> Path:
    return Path(str(distribution.locate_file("")))


def _entries(distribution: Distribution) -> Iterator[Path]:
    """Yield the topmost paths that hold nothing but this distribution's files: a namespace package is not one."""
    record = distribution.read_text("RECORD")  # `distribution.files` would look for each of them
    if record is None:
        msg = f"{distribution.name} has no list of its files"
        raise FileNotFoundError(msg)
    files = [tuple(row[0].split("/")) for row in csv.reader(record.splitlines()) if not row[0].startswith("..")]
    inits = {parts[:-1] for parts in files if parts[-1] == "__init__.py"}
    paths = (_folder(distribution).joinpath(*top) for top in {_top(parts, inits) for parts in files})
    yield from filter(Path.exists, paths)


def _top(parts: _Parts, inits: set[_Parts]) -> _Parts:
    prefixes = accumulate(((part,) for part in parts), lambda start, part: start + part)
    return next(top for top in prefixes if top in inits or top[-1].endswith(".dist-info") or top == parts)
