"""The committed book of hints is that of the answers and checks that stand here."""

from __future__ import annotations

from grader.exercises import find_exercises
from grader.hints import book
from grader.verify.hints import stale


def test_the_book_of_hints_is_up_to_date() -> None:
    """After a change of a rubric, a cassette, a reference or a mistake, `nox -s verify` writes its chapter anew."""
    assert [] == stale(find_exercises(), book.read())


def test_a_change_makes_a_chapter_stale() -> None:
    """Each exercise has a chapter of its own."""
    exercises = find_exercises()
    some = {e.id: book.read()[e.id] for e in exercises if e.id in book.read() and e.topic != "05_ledger"}
    assert {e.id for e in exercises if e.topic == "05_ledger"} <= set(stale(exercises, some))
