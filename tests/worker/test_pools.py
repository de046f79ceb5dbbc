"""Holes in the memory of small objects."""

from __future__ import annotations

import subprocess
import sys

import pytest

HOLES = """
import sys
from itertools import pairwise
from grader.worker import pools

def block():
    return bytes({size} - sys.getsizeof(b""))

kept = [block() for _ in range(pools.ROOM // {size})]
del kept[::2]
{fill}
places = sorted(map(id, [block() for _ in range(20)]))
print(sum(there - here > {size} for here, there in pairwise(places)))
"""


def gaps(size: int, *, fill: bool) -> int:
    """Return the gaps between twenty new objects, in a process that has freed every other object of their size."""
    code = HOLES.format(size=size, fill="pools.fill()" if fill else "")
    return int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize("size", [64, 160, 400])
def test_new_objects_lie_side_by_side(size: int) -> None:
    """Once the holes are filled; but `fill` itself frees an object, and a pool may end between them."""
    assert gaps(size, fill=True) <= 2


@pytest.mark.parametrize("size", [64, 160, 400])
def test_else_they_lie_in_holes(size: int) -> None:
    """Without that they would not: so the test above tells something."""
    assert gaps(size, fill=False) > 10
