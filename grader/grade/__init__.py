"""The pipeline of one grade: a submission, its scenarios, its checks, a result."""

from grader.grade.grader import Grader, Progress, grade

__all__ = ["Grader", "Progress", "grade"]
