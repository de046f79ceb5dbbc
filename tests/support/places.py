"""Where the answers that the project keeps stand."""

from __future__ import annotations

from pathlib import Path
from typing import Final

TOP: Final = Path(__file__).parents[2]
SOLUTIONS: Final = TOP / "solutions"
