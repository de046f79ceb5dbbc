"""A term, played through the verbs with the bundles of a release, from the first hand-in to a signed receipt.

Each step takes what the step before left on the disk, as its users do. The bundles are made of the last commit.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import signal
import sqlite3
import time
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from grader import sandbox
from grader.course import read_book, standings
from tests.support.clone import needs_clone
from tests.support.html import live, read
from tests.support.places import SOLUTIONS, TOP
from tests.term.desk import Desk

CALL: Final = "00_warmup/first_call"
DELAY: Final = "03_retries/retry_delay"
COST: Final = "05_ledger/cost"
EXERCISES: Final = (CALL, DELAY, COST)
SEED: Final = "20261123"

ATTACKS: Final = TOP / "tests" / "attacks"
ANSWERS: Final[Mapping[str, Mapping[str, Path]]] = {
    "ann": {name: SOLUTIONS / f"{name}.py" for name in EXERCISES},
    "bob": {DELAY: SOLUTIONS / "03_retries" / "mistakes" / "retry_delay__no_dates.py"},
    "mallory": {
        CALL: ATTACKS / "exhaust" / "flood_of_output.py",
        DELAY: ATTACKS / "forge" / "stdout_spoof.py",
        COST: ATTACKS / "forge" / "sys_exit_at_import.py",
    },
}
"""Who writes what into the stubs: one perfect, one partial, one who floods, speaks to the CI, and exits."""

COURSE: Final = f"""\
format_version = 1
title = "A term"
seed = {SEED}
due = 2026-11-20T12:00:00Z
[late]
per_day = 0.1
[exercises]
"{CALL}" = 1
"{DELAY}" = 1
"{COST}" = 2
"""
ROSTER: Final = "student,name,email\nann,Ann,ann@x.example\nbob,Bob,bob@x.example\nmallory,=1+1,\nzoe,Zoe,\n"
TIMES: Final = "submission,time\nann,2026-11-20T11:00:00Z\nbob,2026-11-20T13:00:00Z\nmallory,2026-11-19T09:00:00Z\n"

WORTH_ONE: Final = '    "DELAY-01",\n    backoffs,\n'
"""How a check of one point begins in its file."""

CANVAS: Final = (
    "Student,ID,SIS User ID,SIS Login ID,Section,HW1 (123)\r\n    Points Possible,,,,,30\r\n"
    "Ann,1,ann,,A,\r\nBob,2,bob,,A,\r\nZoe,4,zoe,,A,\r\n"
)
MOODLE: Final = (
    "Identifier,Full name,Email address,Grade\r\n"
    "Participant 7,Ann,ann@x.example,\r\nParticipant 8,Bob,bob@x.example,\r\nParticipant 9,Zoe,zoe@x.example,\r\n"
)


@needs_clone
@pytest.mark.skipif(sandbox.best() == sandbox.NONE, reason="this machine can't wall in learners' code")
def test_a_term(tmp_path: Path) -> None:
    """Release, hand in, grade with a kill in the middle, export, adjust, sign, compare, regrade."""
    teacher, learner, *_ = released(tmp_path)
    graded_with_a_kill(teacher)
    first = marks(teacher)
    most = first["ann"]
    assert most is not None
    assert {"ann": most, "bob": Fraction(9, 10) * 9, "mallory": Fraction(1), "zoe": None} == first

    teacher.run("course", "adjust", "bob", "retry_delay", "1/2", "--reason", "a typo", "--book", "book.sqlite")
    second = first | {"bob": Fraction(9, 10) * 9 + Fraction(1, 2)}
    assert second == marks(teacher)

    official = exported(teacher, second)
    assert "The same: " in learner.run("compare", "homework.zip", official)
    signed(teacher, learner, official)

    regraded(teacher)
    more = {"ann": Fraction(2), "bob": Fraction(9, 10) * 2, "mallory": Fraction(2)}
    third = second | {student: (second[student] or 0) + gain for student, gain in more.items()}
    assert third == marks(teacher)
    teacher.run("course", "export", "results", "--book", "book.sqlite", "--out", "results")
    told = learner.run("compare", "homework.zip", official, code=1)
    assert "DELAY-01" in told
    assert "exercise version" in told


def released(folder: Path) -> list[Desk]:
    """Make the bundles, unpack them, and let everybody hand in; return the desks of the teacher and the learners."""
    Desk(TOP).run("release", "--out", folder / "dist")
    instructors, learners = sorted((folder / "dist").iterdir())
    teacher = Desk.unpacked(instructors, folder / "teacher")
    for name, text in (("course.toml", COURSE), ("roster.csv", ROSTER), ("times.csv", TIMES)):
        (teacher.folder / name).write_text(text, encoding="utf-8")
    (teacher.folder / "hand-ins").mkdir()
    desks = {student: Desk.unpacked(learners, folder / student) for student in ANSWERS}
    for student, desk in desks.items():
        for exercise, answer in ANSWERS[student].items():
            shutil.copyfile(answer, desk.folder / "exercises" / f"{exercise}.py")
        hurry = ["--no-grade"] if student == "mallory" else []
        assert "homework.zip holds 3 exercise files" in desk.run("submit", *EXERCISES, *hurry)
        shutil.copyfile(desk.folder / "homework.zip", teacher.folder / "hand-ins" / f"{student}.zip")
    return [teacher, *desks.values()]


def graded_with_a_kill(teacher: Desk) -> None:
    """Grade the class, kill the driver when one is graded, and go on: that one is kept, and nothing is graded twice."""
    tables = ("--course", "course.toml", "--roster", "roster.csv", "--times", "times.csv")
    verb = ("course", "grade", "hand-ins", "--book", "book.sqlite", *tables, "--jobs", "1")
    with teacher.start(*verb) as driver:
        while not (kept := recorded(teacher)):
            assert driver.poll() is None
            time.sleep(0.01)
        driver.send_signal(signal.SIGKILL)
        driver.communicate()  # ends when the judges have: they hold its output open
    assert len(kept) < len(ANSWERS), "the kill came too late to show anything"
    assert "3 graded, 1 missing" in teacher.run(*verb)
    found = recorded(teacher)
    assert (len(ANSWERS), kept) == (len(found), found[: len(kept)])


def recorded(teacher: Desk) -> list[tuple[str, str]]:
    """Return every result of the gradebook with its key, in the order in which they were recorded."""
    try:
        book = sqlite3.connect(f"file:{teacher.folder / 'book.sqlite'}?mode=ro", uri=True)
        try:
            return book.execute("SELECT key, json FROM result ORDER BY id").fetchall()
        finally:
            book.close()
    except sqlite3.OperationalError:  # there is no gradebook yet, or no table in it
        return []


def marks(teacher: Desk) -> dict[str, Fraction | None]:
    """Return the mark of each student, exactly."""
    with read_book(teacher.folder / "book.sqlite") as book:
        return {one.entry.student.id: one.mark.points if one.mark else None for one in standings(book)}


def exported(teacher: Desk, wanted: Mapping[str, Fraction | None]) -> Path:
    """Export the class to every format, and look for its marks in each; return the perfect student's result."""

    def export(form: str, *words: str) -> str:
        return teacher.run("course", "export", form, "--book", "book.sqlite", *words)

    def filled(form: str, template: str, column: str) -> list[str]:
        (teacher.folder / "template.csv").write_text(template, encoding="utf-8", newline="")
        export(form, "--template", "template.csv", "--column", column, "--out", "filled.csv")
        return [row[-1] for row in table((teacher.folder / "filled.csv").read_text("utf-8"))[-3:]]

    def texts(form: str) -> dict[str, str]:
        shutil.rmtree(teacher.folder / form, ignore_errors=True)
        export(form, "--out", form)
        return {path.stem: path.read_text("utf-8") for path in (teacher.folder / form).rglob("*.*")}

    shown = {student: f"{float(mark):g}" if mark is not None else "" for student, mark in wanted.items()}
    head, *rows = table(export("csv"))
    assert shown == {row[0]: row[head.index("mark")] for row in rows}
    assert "'=1+1" in {row[1] for row in rows}
    students = json.loads(export("json"))["students"]
    exact = {student: str(mark) if mark is not None else None for student, mark in wanted.items()}
    assert exact == {one["id"]: one["mark"] and one["mark"]["exact"] for one in students}
    assert [shown["ann"], shown["bob"], ""] == filled("canvas", CANVAS, "HW1")
    assert [shown["ann"], shown["bob"], ""] == filled("moodle", MOODLE, "Grade")

    results = {name: json.loads(text) for name, text in texts("results").items()}
    assert set(ANSWERS) == set(results)
    for name, text in texts("html").items():
        assert [] == [what for what in live(read(text)) if not what.startswith("a link to students/")], name
    points = {name: result["points"] for name, result in results.items()}
    assert points == {name: json.loads(text)["score"] for name, text in texts("gradescope").items()}
    share = {name: points[name] / result["max_points"] for name, result in results.items()}
    assert share == {name: json.loads(text)["score"] for name, text in texts("prairielearn").items()}
    assert set(ANSWERS) == {name for name, text in texts("junit").items() if ET.fromstring(text).tag == "testsuites"}
    assert all(f"Retrial: {points[name]} of" in text for name, text in texts("markdown").items())
    return teacher.folder / "results" / "ann.json"


def table(text: str) -> list[list[str]]:
    """Return the cells of a sheet."""
    return list(csv.reader(io.StringIO(text, newline="")))


def signed(teacher: Desk, learner: Desk, official: Path) -> None:
    """Sign a result, and check the receipt where the learner is: for these files and this result, and no others."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (teacher.folder / "key.pem").write_bytes(private)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (learner.folder / "course.pub.pem").write_bytes(public)
    teacher.run("receipt", "sign", official, "--key", "key.pem")
    verify = ("receipt", "verify", official.with_suffix(".receipt.json"), "--key", "course.pub.pem")
    assert "The receipt is good." in learner.run(*verify, "--result", official, "--submission", "homework.zip")
    told = learner.run(*verify, "--submission", teacher.folder / "hand-ins" / "bob.zip", code=1)
    assert f"The file of {DELAY} is not the one that was graded." in " ".join(told.split())


def regraded(teacher: Desk) -> None:
    """Let a check give more points: who would change is told first, and counts when it is accepted; nothing is lost."""
    check = teacher.folder / "grader" / "checks" / "retry_delay.py"
    text = check.read_text(encoding="utf-8")
    assert WORTH_ONE in text
    check.write_text(text.replace(WORTH_ONE, f"{WORTH_ONE}    points=3,\n"), encoding="utf-8")
    before, kept = marks(teacher), recorded(teacher)
    told = teacher.run("course", "regrade", "--book", "book.sqlite")
    assert f"checks of {DELAY}: " in told
    assert 3 == told.count("DELAY-01  passed → passed  +2")
    assert "bob  8.6 → 10.4 (+1.8)" in told
    assert before == marks(teacher)
    teacher.run("course", "regrade", "--book", "book.sqlite", "--accept")
    found = recorded(teacher)
    assert (2 * len(kept), kept) == (len(found), found[: len(kept)])
