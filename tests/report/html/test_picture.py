"""How a timeline is drawn."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from grader.report.html.picture import Row, picture
from grader.report.html.scale import LOWEST, TALLEST, Drawn, drawn
from grader.result import Moment, Result

GRADED = msgspec.json.decode((Path(__file__).parent / "graded.json").read_bytes(), type=Result)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([], []),
        ([0.5, 1, 2, 4, 8], [(8, False), (12, False), (24, False), (48, False), (TALLEST, False)]),
        ([60, 60, 60, 86_400], [(TALLEST, False)] * 3 + [(TALLEST, True)]),
        ([0.01], [(LOWEST, False)]),
    ],
)
def test_time_is_drawn_to_scale_or_said_to_be_cut(times: list[float], expected: list[tuple[int, bool]]) -> None:
    """Waits that double look doubled; a day among minutes is cut; nothing is too short to be seen."""
    assert [Drawn(pixels, cut) for pixels, cut in expected] == drawn(times)


def looks(row: Row) -> set[str]:
    """Return how the strokes of a row are drawn."""
    return {stroke.look for stroke in row.strokes}


def test_a_wait_stands_in_the_time_that_passes() -> None:
    """The retry that waits too little: both requests, the bad answer, the wait with its mark, what was returned."""
    moments = next(c for e in GRADED.exercises for c in e.checks if c.id == "RETRY-07").timeline
    rows = picture(moments).rows
    assert ["request", "reply", "wait", "gap", "request", "reply", "return"] == [r.kind for r in rows]
    assert ["0.00 s", "", "", "", "8.00 s", "", ""] == [r.clock for r in rows]
    assert ["the wait: at least 90 s"] == [r.mark for r in rows if r.mark]
    assert [{"code", "open", "sent"}, {"code", "open", "bad"}, {"code", "wait", "marked"}, {"code", "wait"}] == [
        looks(r) for r in rows[:4]
    ]
    assert (TALLEST, "") == (rows[3].pixels, rows[3].text)


def test_a_cut_says_so() -> None:
    """What is drawn shorter than the scale says is broken by a sign, and names its length."""
    moments = [Moment(t, t, "request", "→ GET", n) for n, t in enumerate([0, 60, 120, 86_520], start=1)]
    gaps = [row for row in picture(moments).rows if row.kind == "gap"]
    assert ["60 s pass", "60 s pass", "86,400 s pass, drawn shorter"] == [row.text for row in gaps]
    assert [False, False, True] == ["cut" in looks(row) for row in gaps]


def test_requests_in_flight_have_lanes_of_their_own() -> None:
    """Two at a time take two lanes, which the next two take again; a request without an answer stays open."""
    moments = next(c for e in GRADED.exercises for c in e.checks if c.id == "MANY-04").timeline
    found = picture(moments)
    assert 2 == found.lanes
    assert {"#1", "#2", "#3", "#4", ""} == {row.number for row in found.rows}
    silent = picture([Moment(0, 0, "request", "→", 1), Moment(0, 0, "put", "store"), Moment(0, 0, "kill", "is killed")])
    assert [True, True, True] == ["open" in looks(row) for row in silent.rows]
    crowd = picture([Moment(0, 0, "request", "→", n) for n in range(1, 30)])
    assert 8 == crowd.lanes
