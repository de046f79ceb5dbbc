"""Holes in the memory of small objects."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

HOLES = """
import sys
from grader.worker import pools

def block():
    return bytes({size} - sys.getsizeof(b""))

kept = [block() for _ in range(pools.ROOM // {size})]
del kept[::2]
{fill}
print(len({{id(new) >> 12 for new in [block() for _ in range(20)]}}))
"""

FEW: Final = 3
"""Pages: two hold the largest of them, and one may hold a stray."""


def pages(size: int, *, fill: bool) -> int:
    """Return over how many pages twenty new objects are strewn, in a process that has freed every other object."""
    code = HOLES.format(size=size, fill="pools.fill()" if fill else "")
    return int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize("size", [64, 160, 400])
def test_new_objects_lie_side_by_side(size: int) -> None:
    """Once the holes are filled, new objects of a size share as few pages as they can."""
    assert pages(size, fill=True) <= FEW


def test_else_they_lie_in_holes() -> None:
    """Without that they would not: so the test above tells something."""
    assert pages(400, fill=False) > FEW
