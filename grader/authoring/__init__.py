"""What helps to write an exercise: a skeleton that verifies and grades from the start."""

from grader.authoring.skeleton import lay_out

__all__ = ["lay_out"]
