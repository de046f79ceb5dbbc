"""Time `python -m grader grade` from a cold start; arguments go to the command, so it times what one names."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import Final

ROUNDS: Final = 5


def seconds(arguments: list[str]) -> float:
    """Return how long one grade takes, whatever its verdict."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "grader", "grade", *arguments]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    times = [seconds(sys.argv[1:]) for _ in range(ROUNDS)]
    print(*(f"{taken:.2f} s" for taken in times), f"median {statistics.median(times):.2f} s", sep="\n")
