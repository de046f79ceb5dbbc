"""The pipeline of one grade: a submission, its scenarios, its checks, a result."""

from grader.grade.grader import Grader, NoIsolation, Progress, grade
from grader.judge.limits import Limits

__all__ = ["Grader", "Limits", "NoIsolation", "Progress", "grade"]
