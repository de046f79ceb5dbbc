"""A request that a cassette does not hold ends the call with words on how it differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.judge.endings import Unrecorded
from grader.wire.cassette import Cassette, open_cassette
from tests.judge.conftest import Play

CASSETTES = Path(__file__).parents[2] / "cassettes"
ASKS = """
def ask(client, question):
    try:
        client.messages.create(
            model="claude-sonnet-5-5", max_tokens=1024, messages=[{"role": "user", "content": question}]
        )
    except BaseException:
        return "hidden"
    return "answered"
"""


def recorded() -> Cassette:
    """Return a cassette of one question."""
    return open_cassette(CASSETTES / "00_warmup" / "first_call.yaml", 1)


def asking(*questions: str) -> Any:
    """Return a way to play a case that asks these questions, and returns the last run."""
    return lambda submission, api, _: [submission.ask(api.client, question) for question in questions][-1]


def test_what_was_recorded_is_answered(play: Play) -> None:
    """The recording is played."""
    assert play(ASKS, asking("What do rivers do? One sentence."), origin=recorded).value == "answered"


def test_what_was_not_recorded_ends_the_call(play: Play) -> None:
    """No handler of the code's own can hide it."""
    with pytest.raises(Unrecorded, match=r'is "What do lakes do\?", and that of the recorded one'):
        play(ASKS, asking("What do lakes do?"), origin=recorded)


def test_one_request_too_many_ends_the_call(play: Play) -> None:
    """A recording is played once."""
    with pytest.raises(Unrecorded, match="was recorded once, and this is request 2 of its kind"):
        play(ASKS, asking(*["What do rivers do? One sentence."] * 2), origin=recorded)
