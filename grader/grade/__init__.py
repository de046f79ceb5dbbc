"""The pipeline of one grade: a submission, its scenarios, its checks, a result."""

from grader.grade.grader import Grader, NoIsolation, Progress, grade, versions
from grader.judge.endings import JudgeError
from grader.judge.limits import Limits

__all__ = ["Grader", "JudgeError", "Limits", "NoIsolation", "Progress", "grade", "versions"]
