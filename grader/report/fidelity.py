"""What `fidelity` found, on the terminal: a row for each rule, then what differs, and what was never recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from rich.console import Console

from grader.fidelity import Findings, Row
from grader.report.layout import Page, words

YES: Final = ("✓ ", "green")
NO: Final = ("✗ ", "red")
NAME: Final = 52
"""Columns of a feature."""
HEADS: Final = ("recorded", "agree", "differ")
OURS: Final = ("simulator", "cassettes")
CUT: Final = 200
"""Characters that are shown of one thing that is wrong."""
MANY: Final = 5
"""Things that are wrong that are shown of one rule."""


def render(findings: Findings, console: Console) -> None:
    """Write the findings on a console."""
    page = Page(console)
    page.line((f"Replies: {_replies(findings)}.", ""))
    page.blank()
    heads = OURS if findings.recorded is None else (*HEADS, *OURS)
    page.line((f"  {'feature':<{NAME}}", "bold"), (_columns(heads, heads), "bold"))
    for row in findings.rows:
        page.line(NO if row.wrong else YES, (f"{row.rule.feature:<{NAME}}", ""), (_numbers(row), ""))
    if findings.recorded is not None:
        _differences(page, findings)
        _unseen(page, findings, "Not in these recordings, but in others", _only("elsewhere"))
        _unseen(page, findings, "Never recorded, and taken from", _only("no"))
    _wrong(page, findings)
    page.blank()
    page.hanging(words(("", "")), words((_verdict(findings), "bold")))


def _replies(findings: Findings) -> str:
    ours = f"{findings.simulated} of the simulator, {findings.kept} in our cassettes"
    return ours if findings.recorded is None else f"{findings.recorded} recorded, {ours}"


def _columns(heads: Sequence[str], values: Sequence[object]) -> str:
    """Return values in columns that are as wide as their heads."""
    return "".join(f"{value:>{len(head) + 2}}" for head, value in zip(heads, values, strict=True))


def _numbers(row: Row) -> str:
    ours = _columns(OURS, (row.simulator.shows, row.cassettes.shows))
    theirs = row.recordings
    if theirs is None:
        return ours
    if not theirs.shows:
        word = "never recorded" if row.rule.recorded == "no" else "not in these"
        return f"{word:>{len(_columns(HEADS, HEADS))}}{ours}"
    return _columns(HEADS, (theirs.shows, theirs.agrees, theirs.listed + len(theirs.odd))) + ours


def _differences(page: Page, findings: Findings) -> None:
    differing = [row for row in findings.rows if row.recordings and row.recordings.listed]
    _headline(page, "Recordings that differ, as listed", differing)
    for row in differing:
        assert row.recordings is not None
        reasons = " ".join(sorted(row.recordings.reasons))
        page.hanging(words(("  ", "")), words((f"{row.rule.feature} ({row.recordings.listed}). {reasons}", "")))


def _only(recorded: str) -> Callable[[Row], bool]:
    return lambda row: row.rule.recorded == recorded and not (row.recordings and row.recordings.shows)


def _unseen(page: Page, findings: Findings, title: str, wanted: Callable[[Row], bool]) -> None:
    rows = [row for row in findings.rows if wanted(row)]
    _headline(page, title, rows)
    for source in dict.fromkeys(row.rule.source for row in rows):
        features = "; ".join(row.rule.feature for row in rows if row.rule.source == source)
        page.hanging(words(("  ", "")), words((f"{source}: {features}", "")))


def _headline(page: Page, title: str, rows: Iterable[Row]) -> None:
    if rows:
        page.blank()
        page.line((title, "bold"))


def _wrong(page: Page, findings: Findings) -> None:
    rows = [row for row in findings.rows if row.wrong]
    _headline(page, "Wrong", rows)
    for row in rows:
        page.line(NO, (row.rule.feature, "bold"))
        page.hanging(words(("    ", "")), words((f"The rule: {_cut(row.rule.matches.pattern)}", "")))
        for sentence in row.wrong[:MANY]:
            page.hanging(words(("    ", "")), words((_cut(sentence), "")))
        if len(row.wrong) > MANY:
            page.line((f"    and {len(row.wrong) - MANY} more", ""))


def _cut(text: str) -> str:
    return text if len(text) <= CUT else f"{text[: CUT - 1]}…"


def _verdict(findings: Findings) -> str:
    wrong = sum(bool(row.wrong) for row in findings.rows)
    if wrong:
        return f"{wrong} of {len(findings.rows)} rules do not hold."
    held = f"All {len(findings.rows)} rules hold: the simulator and our cassettes keep them"
    return f"{held}." if findings.recorded is None else f"{held}, and recordings keep them or differ as listed."
