"""What the judge starts: `python -s -P -B -X utf8 <this file> zygote|foreground <file descriptor> <walls>`.

`walls` is a list with commas, of `landlock` and `seccomp`: what each worker puts up around itself before it serves.

It makes `grader.protocol` and `grader.worker` importable without putting the checkout on `sys.path`, imports all that
a worker will ever need, and then closes these packages: a learner's `import grader.checks` finds nothing.
"""

from __future__ import annotations

import os.path
import sys
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder
from types import ModuleType

_WORKER = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120  pathlib is not imported before time is ours
_GRADER = os.path.dirname(_WORKER)  # noqa: PTH120
_CHECKOUT = os.path.dirname(_GRADER)  # noqa: PTH120


def _open(name: str, folder: str) -> ModuleType:
    package = ModuleType(name)
    package.__path__ = [folder]
    sys.modules[name] = package
    return package


def _hide_checkout() -> None:
    """Take away what an install adds, an editable one above all: entries of the path, finders, modules."""
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != _CHECKOUT]  # noqa: PTH100
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter, PathFinder]
    for name in [name for name in sys.modules if name.partition(".")[0] not in sys.stdlib_module_names]:
        if name != "__main__":
            del sys.modules[name]


def prepare() -> None:
    """Import all that a worker will ever need, and close the way to the grader's other packages."""
    _hide_checkout()
    packages = [_open("grader", _GRADER), _open("grader.worker", _WORKER)]
    from grader.worker import interpreter  # noqa: PLC0415  only now can it be found

    interpreter.prepare()
    from grader.worker import serve, zygote  # noqa: F401, PLC0415  they import what must see our time

    for package in packages:
        package.__path__ = []
    sys.argv = [""]


def become(role: str, fd: int, walls: frozenset[str]) -> None:
    """Become what `role` says: the zygote, or a worker in the foreground."""
    from grader.worker import serve, zygote  # noqa: PLC0415  after `prepare`

    if role == "zygote":
        zygote.main(fd, walls)
    else:
        serve.serve(fd)


if __name__ == "__main__":
    _, _role, _fd, _walls = sys.argv
    prepare()
    become(_role, int(_fd), frozenset(filter(None, _walls.split(","))))
