"""The files that can be seen from inside bubblewrap: what the zygote runs on, what answers may import, nothing else."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from grader import readable

GRADER: Final = Path(__file__).parents[1]
PROGRAM: Final = (GRADER / "worker", GRADER / "protocol.py", GRADER / "readable.py")
"""All of the grader that a worker's program consists of."""
LOADER_CACHE: Final = Path("/etc/ld.so.cache")
"""Where the loader finds libraries that lie in no usual folder; a list of names."""
LIBRARIES: Final = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store")
"""Where libraries are kept among their like."""
ROOT: Final = Path("/")


class View:
    """A file system that is empty and read-only, but for what is shown."""

    def __init__(self) -> None:
        self._places: dict[Path, bool] = {}
        """Folders and files, and whether what is in them is shown or hidden; the innermost counts."""
        self._links: dict[Path, Path] = {}

    def show(self, path: Path) -> None:
        """Show a folder or a file, and the links on the way to it; nothing if there is none."""
        if path.exists() and not self._shown(real := self.follow(path)):
            self._places[real] = True

    def hide(self, path: Path) -> None:
        """Put an empty folder over one that would be seen."""
        if self._shown(path):
            self._places[path] = False

    def follow(self, path: Path) -> Path:
        """Return where a path leads, and keep the links on the way: programs ask for what they know by its name."""
        real, rest = ROOT, list(path.parts)
        while rest:
            part = rest.pop(0)
            real = real.parent if part == ".." else real / part
            if real.is_symlink():
                self._links[real] = target = real.readlink()
                real, rest = real.parent, [*target.parts, *rest]
        return real

    def _shown(self, path: Path) -> bool:
        return next((self._places[place] for place in (path, *path.parents) if place in self._places), False)

    def arguments(self) -> Iterator[str]:
        """Yield the arguments of bubblewrap that make this view; a folder comes before what lies in it."""
        for place, shown in sorted(self._places.items()):
            yield from ("--ro-bind", str(place), str(place)) if shown else ("--tmpfs", str(place))
        for link, target in self._links.items():
            if not self._shown(link):
                yield from ("--symlink", str(target), str(link))
        yield from ("--dev-bind", os.devnull, os.devnull)
        for hidden in (ROOT, *(place for place, shown in self._places.items() if not shown)):
            yield from ("--remount-ro", str(hidden))


@cache
def packages() -> tuple[Path, ...]:
    """Return what answers may import. It takes a while to find."""
    return tuple(readable.packages())


def view() -> View:
    """Return what a zygote has to see."""
    seen = View()
    folders = [Path(sysconfig.get_path("stdlib")), *_libraries()]
    for path in (*folders, *_loader(), Path(sys.executable), Path(sys.prefix, "pyvenv.cfg"), LOADER_CACHE):
        seen.show(path)
    for path in {seen.follow(hidden) for folder in folders for hidden in _of_others(folder)} | {GRADER.parent}:
        seen.hide(path)
    for path in (*packages(), readable.ZONES, *PROGRAM):
        seen.show(path)
    return seen


def _libraries() -> set[Path]:
    """Return the folders of the shared libraries that this Python runs on; of one in an odd place, the file alone."""
    mapped = Path("/proc/self/maps").read_text("utf-8", "surrogateescape").splitlines()
    files = {Path(line.split(maxsplit=5)[5]) for line in mapped if ".so" in line.rpartition("/")[2]}
    return {_usual(file) for file in files if not {"site-packages", "dist-packages"} & set(file.parts)}


def _usual(file: Path) -> Path:
    """Return the folder of a library if nothing but libraries is kept there, else the file."""
    usual = any(file.is_relative_to(folder) for folder in (*LIBRARIES, f"{sys.base_prefix}/lib"))
    return file.parent if usual else file


def _loader() -> Iterator[Path]:
    """Yield the loader of programs, under the names by which programs know it."""
    return (path for folder in ROOT.glob("lib*") for path in folder.glob("ld-*.so*"))


def _of_others(folder: Path) -> Iterator[Path]:
    """Yield the folders of installed packages in a folder of libraries: there may be anything in them."""
    for name in ("site-packages", "dist-packages"):
        yield from folder.glob(name)
        yield from folder.glob(f"python3*/{name}")
