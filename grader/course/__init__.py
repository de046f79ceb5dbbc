"""A class: what its students handed in, the gradebook that keeps what came of it, and the marks that follow."""

from grader.course.driver import remaining
from grader.course.file import Course, read_course
from grader.course.gradebook import Counts, Entry, Gradebook, open_book, read_book
from grader.course.marks import Adjustment, Mark, rounded, written
from grader.course.overview import Overview, survey
from grader.course.regrade import Regrade
from grader.course.standing import Standing, standings
from grader.course.storage import BookError

__all__ = [
    "Adjustment",
    "BookError",
    "Counts",
    "Course",
    "Entry",
    "Gradebook",
    "Mark",
    "Overview",
    "Regrade",
    "Standing",
    "open_book",
    "read_book",
    "read_course",
    "remaining",
    "rounded",
    "standings",
    "survey",
    "written",
]
