"""Pages to look at: one result, or a class. Each is one file that needs no network and holds no script."""

from grader.report.html.classroom import Classroom, Exercise, Student, render_class
from grader.report.html.page import render

__all__ = ["Classroom", "Exercise", "Student", "render", "render_class"]
