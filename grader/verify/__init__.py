"""Shows that the course grades rightly: right answers get full points, each mistake fails exactly its checks."""

from grader.verify.course import course, flake_rounds
from grader.verify.statics import findings

__all__ = ["course", "findings", "flake_rounds"]
