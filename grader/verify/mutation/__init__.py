"""Breaks the references in small ways, one at a time, and shows that the checks notice each of them."""

from grader.verify.mutation.mutant import Mutant, mutants
from grader.verify.mutation.survivors import Entry, ListError, read_survivors
from grader.verify.mutation.trial import Report, Trial, run

__all__ = ["Entry", "ListError", "Mutant", "Report", "Trial", "mutants", "read_survivors", "run"]
