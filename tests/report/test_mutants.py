"""What became of mutants, as text."""

from __future__ import annotations

import io

from grader.report import mutants
from grader.report.layout import terminal
from grader.verify.mutation import Entry, Mutant, Report, Trial

ENTRY = Entry("05_ledger/cost", "x = 1", "x = 2", "open", "two right answers differ")


def mutant(line: int, at: int = 1) -> Mutant:
    """Return a mutant in this line."""
    return Mutant("05_ledger/cost", "number", line, "if a < 1:", "if a < 2:", at, b"")


def text(report: Report) -> str:
    """Return what is shown."""
    file = io.StringIO()
    mutants.render(report, terminal(file))
    return file.getvalue()


def test_survivors_errors_and_stale_entries_are_listed() -> None:
    """With file and line, and what became what."""
    alive, second, broke = Trial(mutant(7)), Trial(mutant(9, at=2)), Trial(mutant(8), error="KeyError: 'text'")
    killed = [Trial(mutant(i), by="COST-01") for i in range(20, 30)]
    trials = [alive, second, broke, *killed]
    report = Report(trials, [second], [alive], {ENTRY: "a check notices it"}, seconds=2.0, jobs=2, errors=[broke])
    expected = """\
survives  solutions/05_ledger/cost.py:7  number: no check notices this
    - if a < 1:
    + if a < 2:
breaks the grader  solutions/05_ledger/cost.py:8  number: KeyError: 'text'
    - if a < 1:
    + if a < 2:
stale     solutions/survivors.toml, 05_ledger/cost: a check notices it
    - x = 1
    + x = 2
13 mutants: 10 killed, 1 listed; of those not listed 83.3% killed. 2 s, 3.2 a second and process.
"""
    assert expected == text(report)
    assert not report.ok


def test_a_place_among_several_is_named() -> None:
    """As the list needs it."""
    report = Report([Trial(mutant(9, at=2))], [], [Trial(mutant(9, at=2))], {}, seconds=1.0, jobs=1)
    assert "cost.py:9  number, at = 2: no check notices this\n" in text(report)


def test_where_nothing_is_to_be_killed_it_says_so() -> None:
    """The warm-up's stub is its reference."""
    report = Report([], [], [], {}, seconds=0.0, jobs=2)
    assert text(report).startswith("0 mutants: 0 killed, 0 listed; of those not listed none killed.")
    assert report.ok
