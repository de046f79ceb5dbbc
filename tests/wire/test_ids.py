"""Ids have the exact form of the API's."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.wire.ids import Mint, batch_id, decoded, encoded, milliseconds

FORM = re.compile(r"(msg|toolu|msgbatch|req|wrkspc)_01[1-9A-HJ-NP-Y][1-9A-HJ-NP-Za-km-z]{21}")


@given(st.integers(0, 2**128 - 1))
def test_a_number_is_read_back(number: int) -> None:
    """Base58 loses nothing."""
    assert decoded(encoded(number)) == number
    assert len(encoded(number)) == 22


def test_the_largest_number_begins_with_y() -> None:
    """The third character of an id is never beyond Y."""
    assert encoded(2**128 - 1).startswith("Y")
    assert encoded(0) == "1" * 22


@given(st.integers(), st.floats(1.6e9, 2.5e9))
def test_every_id_has_the_form(seed: int, wall: float) -> None:
    """Every kind of id fits the pattern that recordings fit."""
    mint = Mint(Random(seed))
    for made in (mint.message(wall), mint.request(wall), mint.batch(), mint.tool(), mint.workspace):
        assert FORM.fullmatch(made), made


@given(st.integers(), st.integers(1_600_000_000_000, 2_500_000_000_000))
def test_a_request_id_holds_its_time(seed: int, millis: int) -> None:
    """A request id is a UUID of version 7."""
    made = Mint(Random(seed)).request((millis + 0.5) / 1000)
    number = decoded(made[-22:])
    assert milliseconds(made) == millis
    assert (number >> 76 & 0xF, number >> 62 & 0x3) == (7, 2)


def test_request_ids_of_2026_begin_with_011c() -> None:
    """The time shows in the first characters, as it does in recordings."""
    assert Mint(Random(0)).request(1_790_000_000).startswith("req_011C")


def test_a_mint_keeps_its_organization() -> None:
    """All replies of one mint come from one organization, a UUID of version 4."""
    organization = Mint(Random(3)).organization
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", organization)


def test_padding_is_uniform() -> None:
    """Paddings are 0 to 15 spaces, each about as often."""
    mint = Mint(Random(0))
    drawn = [mint.padding() for _ in range(3200)]
    assert set(drawn) == set(range(16))
    assert max(drawn.count(n) for n in range(16)) == pytest.approx(200, abs=60)


def test_a_known_batch_keeps_its_id() -> None:
    """The n-th known batch always has the same id, another one than the others."""
    assert batch_id(1) == batch_id(1)
    assert len({batch_id(n) for n in range(50)}) == 50
    assert FORM.fullmatch(batch_id(7))
