"""docs/security.md and the corpus name the same walls."""

from __future__ import annotations

import re
from pathlib import Path

from tests.corpus.walls import WALLS

PAGE = Path(__file__).parents[2] / "docs" / "security.md"


def test_each_promise_names_its_walls_and_each_wall_has_a_promise() -> None:
    """The last column of the table of promises holds every wall of the corpus, once, and no other."""
    rows = re.findall(r"^\| \d+ \|.*\| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(WALLS) == sorted(name for row in rows for name in re.findall(r"`([^`]+)`", row))
