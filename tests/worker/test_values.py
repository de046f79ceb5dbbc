"""The closed grammar of values, outward and there and back."""

from __future__ import annotations

import dataclasses
import enum
import json
import types
from collections import OrderedDict, namedtuple
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import anthropic
import msgspec
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.protocol import FRAME_CAP
from grader.worker.given import Given
from grader.worker.values import encode
from tests.support.fake_judge import message

LEAVES: Any = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-(1 << 70), max_value=1 << 70),
    st.floats(allow_nan=False),
    st.text(st.characters(codec=None, categories=None)),
    st.binary(),
    st.decimals(allow_nan=False),
    st.datetimes(timezones=st.sampled_from([None, UTC, timezone(timedelta(hours=5, minutes=30))])),
    st.dates(),
    st.timedeltas(),
)
HASHABLE: Any = st.one_of(st.integers(), st.text(), st.booleans(), st.tuples(st.integers()))
VALUES: Any = st.recursive(
    LEAVES,
    lambda held: st.one_of(
        st.lists(held, max_size=4),
        st.tuples(held, held),
        st.sets(HASHABLE, max_size=4),
        st.dictionaries(HASHABLE, held, max_size=4),
        st.dictionaries(st.text(max_size=3) | st.just("$"), held, max_size=4),
    ),
    max_leaves=12,
)


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal in value and type."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return len(one) == len(other) and all(k in other and same(v, other[k]) for k, v in one.items())
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def back(value: Any) -> Any:
    """Send a value over the wire, and read it as the worker reads what the judge sends."""
    crossed = msgspec.msgpack.decode(msgspec.msgpack.encode(encode(value)))
    return Given(types.ModuleType("exercise"), {}).read(crossed)


@given(VALUES)
def test_values_come_back_as_they_were(value: Any) -> None:
    """What is encoded, sent and read again is the same, in value and type."""
    assert same(value, back(value))


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "é", b"x", [1, "a"], {"a": {"b": []}}, -(1 << 63)])
def test_plain_values_stand_for_themselves(value: Any) -> None:
    """Plain data crosses as it is."""
    assert same(value, encode(value))


class Color(enum.Enum):
    """An enumeration of tuples."""

    RED = ("r", 1)


class Number(enum.IntEnum):
    """An enumeration of numbers."""

    ONE = 1


@dataclasses.dataclass
class Plain:
    """A dataclass."""

    a: int
    b: str = "default"


@dataclasses.dataclass(slots=True, frozen=True)
class Slotted:
    """A dataclass without a dictionary."""

    a: Any
    b: int = dataclasses.field(default=2, init=False)


class Named(NamedTuple):
    """A named tuple."""

    a: int
    b: str


class Pydantic(pydantic.BaseModel):
    """A model that is not the SDK's."""

    a: int


class Strange:
    """A class of no kind."""


class Hostile(list):  # type: ignore[type-arg]
    """A list whose methods must not be called."""

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError

    def __eq__(self, other: object) -> bool:
        raise AssertionError

    __hash__ = None


class HostileInt(int):
    """An integer whose methods must not be called."""

    def __str__(self) -> str:
        raise AssertionError


class HostileZone(tzinfo):
    """A time zone whose methods must not be called."""

    def utcoffset(self, _: datetime | None) -> timedelta | None:
        """Fail."""
        raise AssertionError

    dst = utcoffset
    tzname = utcoffset  # type: ignore[assignment]


Old = namedtuple("Old", "a b")  # noqa: PYI024  learners use it

KINDS: list[tuple[Any, Any]] = [
    (1 << 63, {"$": "int", "v": str(1 << 63)}),
    ("a\udc80", {"$": "str", "v": b"a\xed\xb2\x80"}),
    ((1, "a"), {"$": "tuple", "v": [1, "a"]}),
    ({10, 9}, {"$": "set", "v": [9, 10]}),
    (frozenset("ba"), {"$": "set", "v": ["a", "b"]}),
    ({1: 2}, {"$": "dict", "v": [[1, 2]]}),
    ({"$": 2}, {"$": "dict", "v": [["$", 2]]}),
    (Decimal("1.10"), {"$": "decimal", "v": "1.10"}),
    (datetime(2026, 1, 2, tzinfo=UTC), {"$": "datetime", "v": "2026-01-02T00:00:00+00:00"}),
    (datetime(2026, 7, 2, tzinfo=ZoneInfo("UTC")), {"$": "datetime", "v": "2026-07-02T00:00:00+00:00"}),
    (date(2026, 1, 2), {"$": "date", "v": "2026-01-02"}),
    (timedelta(days=1, seconds=2), {"$": "timedelta", "v": [1, 2, 0]}),
    (Color.RED, {"$": "enum", "cls": "Color", "name": "RED", "v": {"$": "tuple", "v": ["r", 1]}}),
    (Number.ONE, {"$": "enum", "cls": "Number", "name": "ONE", "v": 1}),
    (Plain(1), {"$": "record", "cls": "Plain", "fields": {"a": 1, "b": "default"}}),
    (Slotted([1]), {"$": "record", "cls": "Slotted", "fields": {"a": [1], "b": 2}}),
    (Named(1, "x"), {"$": "record", "cls": "Named", "fields": {"a": 1, "b": "x"}}),
    (Old(1, 2), {"$": "record", "cls": "Old", "fields": {"a": 1, "b": 2}}),
    (Pydantic(a=1), {"$": "model", "cls": "Pydantic", "v": {"a": 1}}),
    (Strange(), {"$": "opaque", "type": "Strange"}),
    (Hostile([1]), {"$": "opaque", "type": "Hostile"}),
    (HostileInt(1), {"$": "opaque", "type": "HostileInt"}),
    (OrderedDict(a=1), {"$": "opaque", "type": "OrderedDict"}),
    (datetime(2026, 1, 2, tzinfo=HostileZone()), {"$": "opaque", "type": "datetime"}),
    (print, {"$": "opaque", "type": "builtin_function_or_method"}),
    (10**5000, {"$": "opaque", "type": "int, too large"}),
]


@pytest.mark.parametrize(("value", "expected"), KINDS, ids=map(str, range(len(KINDS))))
def test_each_kind_has_its_form(value: Any, expected: Any) -> None:
    """All else is marked with its kind, and what is of no kind is opaque."""
    assert same(expected, encode(value))


def test_a_message_of_the_sdk_is_the_json_it_was_made_of() -> None:
    """A model of the SDK crosses as the reply's own JSON, fields that the SDK does not know included."""
    sent = json.loads(message())
    assert encode(anthropic.types.Message.construct(**sent)) == {"$": "model", "cls": "Message", "v": sent}


class Mine(anthropic.types.Message):
    """A subclass of an SDK model whose method must not be called."""

    def model_dump(self, **_: Any) -> Any:
        """Fail."""
        raise AssertionError


def test_no_method_of_a_learners_model_is_called() -> None:
    """A subclass of an SDK model is read by its fields."""
    found = encode(Mine.construct(**json.loads(message())))
    assert (found["cls"], found["v"]["id"]) == ("Mine", "msg_1")


def test_what_holds_itself_is_opaque_there() -> None:
    """A cycle ends where it closes."""
    value: list[Any] = [1]
    value.append(value)
    assert encode(value) == [1, {"$": "opaque", "type": "list, holds itself"}]


def test_one_value_in_two_places_is_no_cycle() -> None:
    """The same list twice is written twice."""
    shared = [1]
    assert encode([shared, shared]) == [[1], [1]]


def nested(depth: int) -> list[Any]:
    """Return a list in a list, so many times."""
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def doubled(depth: int) -> list[Any]:
    """Return a list with 2 to the power of `depth` leaves, of which each level is shared."""
    value: list[Any] = []
    for _ in range(depth):
        value = [value, value]
    return value


@pytest.mark.parametrize(
    "value",
    [nested(41), doubled(35), list(range(100_001)), ["x" * 100_000] * 11, "x" * (FRAME_CAP + 1), {"x" * FRAME_CAP: 1}],
    ids=["deep", "shared", "many", "long", "one", "key"],
)
def test_what_is_too_large_is_opaque(value: Any) -> None:
    """Too deep, too many parts, too many bytes: one opaque value, soon."""
    assert encode(value) == {"$": "opaque", "type": f"{type(value).__name__}, too large"}


def test_what_just_fits_crosses() -> None:
    """Forty levels are not too deep."""
    assert encode(nested(39)) == nested(39)
