"""Who takes the course: `roster.csv`, with the column `student` and perhaps `name`, `email` and `submission`.

`submission` is how a platform calls what this student hands in, where it does not use the student's id; a zip with
`.zip` or without.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from grader.course.names import clean, stem
from grader.course.tables import rows


class Student(msgspec.Struct, frozen=True):
    """Someone who takes the course."""

    id: str
    """What folders, zips and verbs name the student by."""
    name: str = ""
    email: str = ""
    submission: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """The students by id, and by every other name that stands for them."""

    students: Mapping[str, Student] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What the instructor should know about the file."""

    def student(self, name: str) -> Student:
        """Return the student whom a folder or a zip is named by; one who is not in the roster has no other fields."""
        id_ = name if name in self.students else self.aliases.get(name, name)
        return self.students.get(id_, Student(id_))


NO_ROSTER = Roster()


def read_roster(path: Path) -> Roster:
    """Read a roster. A line that repeats a student is told in a note, and the first one counts.

    Raises UsageError for a file that is no such table.
    """
    students: dict[str, Student] = {}
    aliases: dict[str, str] = {}
    lines: dict[str, int] = {}
    notes: list[str] = []
    for number, fields in rows(path, "student"):
        student = Student(*(clean(fields.get(name, "")) for name in ("student", "name", "email", "submission")))
        where = f"{path.name}, line {number}"
        if not student.id:
            notes.append(f"{where} names no student, and is passed over.")
        elif student.id in students:
            notes.append(f"{where} repeats {student.id!r}; line {lines[student.id]} counts.")
        else:
            lines[student.id] = number
            students[student.id] = student
            notes += _alias(student, aliases, where)
    return Roster(students, aliases, tuple(notes))


def _alias(student: Student, aliases: dict[str, str], where: str) -> list[str]:
    """Let a student's other names stand for the student; return notes of those that stand for someone else."""
    others = sorted({student.email, student.submission, stem(student.submission)} - {""})
    return [
        f"{where}: {alias!r} stands for {aliases[alias]!r} already."
        for alias in others
        if aliases.setdefault(alias, student.id) != student.id
    ]
