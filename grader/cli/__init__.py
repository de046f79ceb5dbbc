"""The verbs of the command line. No logic: each reads its arguments, calls the front of a room, and shows what it says.

Exit codes: 0 all selected checks passed; 1 some failed or are to do; 2 the command makes no sense; 3 the grader or its
isolation failed; 130 interrupted. What a verb needs is imported when it is called, so that `--help` comes at once.
"""

from grader.cli.options import BROKEN, FELL_SHORT, INTERRUPTED, PASSED, USAGE
from grader.cli.program import main

__all__ = ["BROKEN", "FELL_SHORT", "INTERRUPTED", "PASSED", "USAGE", "main"]
