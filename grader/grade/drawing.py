"""Draws the cases of a scenario, and shrinks a broken one: the only place that runs Hypothesis.

The same seed gives the same cases on every machine, whatever else was imported and whichever checks are selected:
no example database, no deadline, and Hypothesis' harvest of constants from local modules switched off.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_NOTHING: Final = Constants()
providers._get_local_constants = lambda: _NOTHING  # noqa: SLF001  no public switch exists; a test guards it


def own_folder(place: Path) -> Path:
    """Return a folder that is ours alone to write to, the same each time unless someone else has taken its name.

    Hypothesis keeps its table of characters there, which takes seconds to make.
    """
    folder = place / f"retrial-{os.getuid()}"
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022
    return folder if ours else Path(tempfile.mkdtemp(prefix="retrial-", dir=place))


set_hypothesis_home_dir(own_folder(Path(tempfile.gettempdir())))

MOST_SHRINKS: Final = 150
"""How many new cases one shrink may play."""


class Broken(Exception):
    """A case that breaks the check that is being shrunk."""


def seed_of(*parts: object) -> int:
    """Return a number that depends on these parts alone, on every machine."""
    return zlib.crc32(":".join(map(str, parts)).encode())


def told_seed_of(*parts: object) -> int:
    """Return a number that depends on these parts alone, and tells whoever is given it nothing of them.

    `seed_of` would: of two of its numbers the difference is the same whatever the seed of the grade.
    """
    return int.from_bytes(sha256(":".join(map(str, parts)).encode()).digest()[:4])


def _settings(examples: int, *phases: Phase) -> settings:
    return settings(
        max_examples=examples,
        phases=phases,
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


def draw(cases: SearchStrategy[Any], *, seed: int, examples: int, visit: Callable[[Any], None]) -> None:
    """Call `visit` with each drawn case. What it raises as a BaseException ends the drawing and comes out."""

    @hypothesis.seed(seed)
    @_settings(examples, Phase.generate)
    @given(cases)
    def each(case: Any) -> None:
        visit(case)

    each()


def shrink(cases: SearchStrategy[Any], *, seed: int, examples: int, breaks: Callable[[Any], bool]) -> Any:
    """Return the smallest case found that breaks, None if none of those drawn does.

    `breaks` is asked for the cases of `draw` again, in the same order, and then for smaller and smaller ones.
    """
    smallest: list[Any] = []

    @hypothesis.seed(seed)
    @_settings(examples, Phase.generate, Phase.shrink)
    @given(cases)
    def each(case: Any) -> None:
        if breaks(case):
            smallest[:] = [case]
            raise Broken

    try:
        each()
    except Broken:
        return smallest[0]
    except hypothesis.errors.Flaky:
        return smallest[0] if smallest else None
    return None
