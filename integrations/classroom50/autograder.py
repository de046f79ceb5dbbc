"""Classroom 50's autograder for Retrial: copy it to CLASSROOM/autograders/ASSIGNMENT/, and fill in the names below.

Its runner calls this in the learner's checkout. The grader comes from its own repository, at one commit; of the
checkout the exercise files are copied, as bytes, and nothing of it is run outside of the grader's walls. It needs
Python, git and bash, and nothing else.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

REPOSITORY = ""
"""The address of the grader's repository."""
COMMIT = ""
"""The full hash of its commit."""
EXERCISES = ""
"""What is graded, separated by spaces, such as `03_retries 05_ledger/cost`; everything if empty."""
FOLDER = "exercises"
"""The folder of the checkout that holds the topics."""


def main() -> int:
    """Grade the checkout. Return 0 when there is a verdict, whatever the points."""
    checkout = Path.cwd()
    grader = Path(tempfile.mkdtemp(prefix="retrial-"))
    # Away from the learner's files, where git and bash would find none of theirs.
    os.chdir(grader)
    fetch(grader)
    settings = {
        "RETRIAL_FOLDER": FOLDER,
        "RETRIAL_EXERCISES": EXERCISES,
        "SUBMITTED_AT": submitted_at(checkout),
    }
    script = grader / "integrations" / "classroom50" / "grade.sh"
    return subprocess.run(["bash", script, checkout], check=False, env={**os.environ, **settings}).returncode


def fetch(folder: Path) -> None:
    """Fetch the grader at its commit. Raises CalledProcessError if git can't."""
    for step in (("init",), ("fetch", "--depth", "1", REPOSITORY, COMMIT), ("checkout", "FETCH_HEAD")):
        subprocess.run(["git", "-C", folder, step[0], "--quiet", *step[1:]], check=True)


def submitted_at(checkout: Path) -> str:
    """Return the instant of the graded commit, in UTC: it is the same when a submission is graded again."""
    show = ("git", "-c", "safe.directory=*", "-C", checkout, "show", "--no-patch", "--format=%ct", "HEAD")
    seconds = subprocess.run(show, check=True, capture_output=True, text=True).stdout
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


if __name__ == "__main__":
    sys.exit(main())
