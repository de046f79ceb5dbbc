"""Shows that the course grades rightly: right answers get full points, each mistake fails exactly its checks."""

from grader.verify.course import course, flake_rounds

__all__ = ["course", "flake_rounds"]
