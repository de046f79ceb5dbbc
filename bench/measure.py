"""What all figures are made with."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TOP: Final = Path(__file__).parents[1]
ROUNDS: Final = 5


@dataclass(frozen=True)
class Figure:
    """One figure: what was measured, in which unit, and the bound that it is held to."""

    name: str
    measured: float
    bound: float
    note: str = ""
    unit: str = "s"


def timed(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def run(command: list[str]) -> None:
    """Run a command to its end, whatever it says."""
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=TOP)
