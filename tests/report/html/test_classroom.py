"""The page of a class."""

from __future__ import annotations

import random

from grader.report.html import Classroom, Exercise, Student, render_class
from grader.result import Outcome
from tests.report.html.test_page import EVIL
from tests.support.html import Node, live, read

EXERCISES = (
    Exercise(
        "03_retries/retry_delay",
        tuple(f"DELAY-{n:02}" for n in range(1, 11)),
        {"no_cap": frozenset({"DELAY-05"}), "linear": frozenset({"DELAY-04"}), "adds": frozenset({"DELAY-04"})},
    ),
    Exercise("01_streaming/stream_many", tuple(f"MANY-{n:02}" for n in range(1, 9))),
)


def student(name: str, points: float | None, *broken: str, file: str = "") -> Student:
    """Return a student who fails these checks and no others."""
    outcomes = {c: Outcome.failed if c in broken else Outcome.passed for e in EXERCISES for c in e.checks}
    files = {"03_retries/retry_delay": file or name}
    return Student(name=name, points=points, outcomes={} if points is None else outcomes, files=files)


SMALL = Classroom(
    title="Production <b>",
    most=20,
    exercises=EXERCISES,
    students=(
        student("Ada", 20, file="same"),
        student("Bo", 19, "DELAY-05", file="same"),
        student("Cy", 19, "DELAY-05", file="stub"),
        student("Dee", 18, "DELAY-04", file="stub"),
        Student(name=EVIL + "\u202e", status="missing"),
    ),
    given=frozenset({"stub"}),
)


def words(root: Node, heading: str) -> list[str]:
    """Return what the list items below a heading say."""
    section = next(s for s in root.all("section") if s.attributes["aria-labelledby"] == heading)
    return [" ".join(item.text.split()) for item in section.all("li")]


def test_a_class_is_counted() -> None:
    """Distribution, known mistakes (those of one kind together), equal files that were not given."""
    root = read(render_class(SMALL))
    assert "5 students, 4 with a mark; the median is 19 of 20 points" in root.text
    assert ["16 to 180", "18 to 204"] == words(root, "points")[-2:]
    assert ["03_retries/retry_delay: no_cap2", "03_retries/retry_delay: adds or linear1"] == words(root, "mistakes")
    assert ["03_retries/retry_delay Ada, Bo"] == words(root, "equal")
    assert "DELAY-052 of 4" in words(root, "checks")


def test_each_student_has_a_row() -> None:
    """Best first; what is drawn is said in words as well."""
    rows = read(render_class(SMALL)).all("tr")[1:]
    assert ["Ada", "Bo", "Cy", "Dee"] == [row.all("th")[0].text for row in rows][:4]
    assert ["18 passed", "17 passed, 1 failed"] == [row.all("span")[0].text for row in rows[:2]]
    drawn = {p.attributes["class"]: p.attributes["d"] for p in rows[1].all("path")}
    assert {"p": "M0 .5h4M5 .5h13", "f": "M4 .5h1"} == drawn
    assert ("missing", []) == (rows[4].all("td")[0].text, rows[4].all("path"))


def test_the_page_of_a_class_is_inert_and_stands_alone() -> None:
    """A student's name is text, and nothing is loaded."""
    root = read(render_class(SMALL))
    assert [] == list(live(root))
    assert EVIL[:20] in root.text
    assert "Production <b>" == root.all("h1")[0].text


def test_a_large_class_fits_in_a_megabyte() -> None:
    """A thousand students and the whole course; who has no row is counted."""
    draw = random.Random(0)
    exercises = tuple(Exercise(f"0{n}_t/e{n}", tuple(f"E{n}-{k:02}" for k in range(10))) for n in range(24))
    checks = [c for e in exercises for c in e.checks]
    students = tuple(
        Student(name=f"student {n}", points=n % 200, outcomes={c: draw.choice(list(Outcome)) for c in checks})
        for n in range(1000)
    )
    page = render_class(Classroom(title="Large", most=200, exercises=exercises, students=students))
    assert len(page.encode()) <= 1_000_000
    assert "… 400 more students" in page


def test_nobody_handed_in() -> None:
    """An empty class is a page as well."""
    assert (
        "0 students, 0 with a mark" in read(render_class(Classroom(title="E", most=0, exercises=(), students=()))).text
    )
