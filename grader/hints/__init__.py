"""Helps one step at a time: hints, known mistakes, and what a check asks for beside the trace of a right answer."""

from grader.hints.advice import Advice, advise
from grader.hints.explanation import Explanation, explain
from grader.hints.shown import Shown

__all__ = ["Advice", "Explanation", "Shown", "advise", "explain"]
