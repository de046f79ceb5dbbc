"""Finds topics and exercises, reads a submission, and says what a selector means.

Exercise files are found by the end of their path (`03_retries/retry_delay.py`), so a zip of a whole home directory
works as well as one of a topic; near the top also by their name alone, for upload forms that know no folders.
"""

from grader.exercises.catalogue import (
    Exercise,
    cassettes_dir,
    exercises_dir,
    find_exercises,
    in_checkout,
    solutions_dir,
    stubs_dir,
)
from grader.exercises.selection import find_exercise, select, select_exercises
from grader.exercises.submission import MANIFEST, Submission, read_submission
from grader.exercises.usage import SelectorError, SubmissionError, UsageError, nearest

__all__ = [
    "MANIFEST",
    "Exercise",
    "SelectorError",
    "Submission",
    "SubmissionError",
    "UsageError",
    "cassettes_dir",
    "exercises_dir",
    "find_exercise",
    "find_exercises",
    "in_checkout",
    "nearest",
    "read_submission",
    "select",
    "select_exercises",
    "solutions_dir",
    "stubs_dir",
]
