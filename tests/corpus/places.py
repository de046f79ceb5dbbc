"""Where the corpus lies."""

from __future__ import annotations

from pathlib import Path
from typing import Final

TOP: Final = Path(__file__).parents[2]
ATTACKS: Final = TOP / "tests" / "attacks"
HONEST: Final = ATTACKS / "honest"
"""Honest wrong answers, one an exercise: no attacks, but what attacks are held against."""
