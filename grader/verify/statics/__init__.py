"""What can be said of an exercise without grading anything: its parts are there, agree, and have their form.

`findings(exercises)` is the front. Each module holds the rules of one part; `docs/authoring.md` says them for authors.
"""

from grader.verify.statics.finding import Finding
from grader.verify.statics.front import findings

__all__ = ["Finding", "findings"]
