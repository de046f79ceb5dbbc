"""Run `course grade` with judges that grade nothing, to see what the driver costs: `tiny_class.py PAUSE ARGUMENTS`.

A submission takes PAUSE seconds. For each result that the gradebook has acknowledged, standard output has a line with
its content key; what the command says goes to standard error, and last a line of JSON: the exit code, CPU seconds, and
the peak of memory in MB.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from contextlib import redirect_stdout

from grader import cli
from grader.course import Gradebook, session
from grader.course.judges import Answer
from grader.result import Result
from tests.support.judges import Bench

recorded = Gradebook.record


class Pausing(Bench):
    """Answers one job after another, each after a pause."""

    def wait(self) -> list[Answer]:
        """Answer the first."""
        time.sleep(float(sys.argv[1]))
        return super().wait()


def record(book: Gradebook, key: str, result: Result, *, pace: float | None = None) -> bool:
    """Record a result, and say so once it is done."""
    new = recorded(book, key, result, pace=pace)
    os.write(sys.__stdout__.fileno(), f"{key}\n".encode())  # type: ignore[union-attr]
    return new


def main() -> None:
    """Run the command."""
    vars(session)["Judges"] = lambda _, jobs: Pausing(jobs)
    Gradebook.record = record  # type: ignore[assignment, method-assign]
    with redirect_stdout(sys.stderr):
        code = cli.main(["course", "grade", *sys.argv[2:]])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stderr.write(json.dumps({"code": code, "cpu": time.process_time(), "peak": peak}) + "\n")


if __name__ == "__main__":
    main()
