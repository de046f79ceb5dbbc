"""What real recordings show; needs the shared recordings, and is skipped without."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from anthropic._streaming import SSEDecoder

from grader.fidelity import Findings, Row, examine
from grader.fidelity.looks import padding
from grader.fidelity.recorded import recordings
from grader.fidelity.rules import read_rules
from grader.fidelity.samples import Sample
from grader.wire.sse import Reader

TOP = Path(__file__).parents[2]
RECORDINGS = TOP.parent / "shared" / "recordings"
RULES = read_rules()

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the shared recordings are not there")


@cache
def recorded() -> tuple[Sample, ...]:
    """Return all recorded replies of Messages."""
    return tuple(recordings(RECORDINGS))


@cache
def findings() -> Findings:
    """Return what came of the rules."""
    return examine(TOP / "cassettes", RECORDINGS)


def streams() -> list[Sample]:
    """Return the recorded streams."""
    return [sample for sample in recorded() if "sse" in sample.tags]


def test_there_are_recordings() -> None:
    """The comparison is with something."""
    assert len(streams()) > 70
    assert len(recorded()) > 160


@pytest.mark.parametrize("number", range(len(RULES)), ids=[rule.feature for rule in RULES])
def test_recordings_agree_or_differ_as_listed(number: int) -> None:
    """No recording shows anything that the rule does not know, and what was never recorded is not recorded."""
    row: Row = findings().rows[number]
    assert [] == row.wrong
    assert row.recordings is not None
    at_hand = row.recordings.agrees if row.rule.recorded == "elsewhere" else row.recordings.shows
    assert (row.rule.recorded == "here") == (at_hand > 0)


@pytest.mark.parametrize("number", range(len(RULES)), ids=[rule.feature for rule in RULES])
def test_a_listed_difference_is_one_that_recordings_show(number: int) -> None:
    """The list holds no excuse that nothing needs."""
    row: Row = findings().rows[number]
    assert row.recordings is not None
    assert {each.why for each in row.rule.differs} == row.recordings.reasons


def test_every_recorded_stream_reads_as_in_the_sdk() -> None:
    """The reader finds in each recorded stream, in pieces of 7 bytes, what the SDK's own decoder finds."""
    for sample in streams():
        reader = Reader()
        found = [e for i in range(0, len(sample.body), 7) for e in reader.feed(sample.body[i : i + 7])]
        theirs = [(event.event or "", event.json()) for event in SSEDecoder().iter_bytes(iter([sample.body]))]
        assert theirs == [(event.name, event.data) for event in found]


def test_paddings_are_each_as_often() -> None:
    """Paddings of 1 to 15 spaces are drawn evenly; 0 is also that of what is never padded."""
    found = Counter(text for sample in streams() for text in padding(sample, ""))
    average = found.total() / 16
    assert all(0.7 * average < found[str(n)] < 1.4 * average for n in range(1, 16))
