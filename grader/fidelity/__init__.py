"""Is the simulated API true to the real one? Replies of every source, held against one table of rules."""

from grader.fidelity.hold import Findings, Row, examine
from grader.fidelity.recorded import RecordingError

__all__ = ["Findings", "RecordingError", "Row", "examine"]
