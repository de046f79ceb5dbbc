"""No bytes break a reader: any at all, and those that are nearly right. `nox -s fuzz` looks further with the same."""

from __future__ import annotations

import io
import sys
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.targets import EXERCISES, SEPARATOR, TARGETS, framed, seeds
from grader import protocol
from grader.exercises.submission import read_zip
from grader.exercises.usage import SubmissionError
from grader.wire.case import Case
from grader.wire.steps import CaseError
from tests.support.hostile import packed

SEEDS = {name: seeds(name) for name in TARGETS}

values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text() | st.sampled_from("$v"), inner, max_size=4),
    max_leaves=12,
)
kinds = st.sampled_from(
    [cls.__struct_config__.tag for base in (protocol.Event, protocol.Ending) for cls in base.__subclasses__()]
)
names = st.sampled_from(
    ["nonce", "value", "stream", "ticket", "ns", "name", "args", "kwargs", "error", "method", "url", "headers", "body"]
)
numbers = st.integers(-2, 5)
messages = st.builds(
    lambda kind, fields: packed({"is": kind, **fields}), kinds, st.dictionaries(names, numbers | values, max_size=5)
)


@st.composite
def nearly(draw: st.DrawFn, name: str) -> bytes:
    """Return a seed with some of its bytes replaced, put in or left out."""
    data = draw(st.sampled_from(SEEDS[name]))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=4)) + data[at + draw(st.integers(0, 4)) :]
    return data


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_bytes_are_read_or_refused(name: str, data: st.DataObject) -> None:
    """What comes of them is what the reader's docstring names."""
    TARGETS[name](data.draw(st.binary(max_size=400) | nearly(name)))


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_right_is_read(name: str) -> None:
    """The seeds are where the search begins."""
    for seed in SEEDS[name]:
        TARGETS[name](seed)


@settings(max_examples=150, deadline=None)
@given(st.lists(messages, max_size=6))
def test_any_messages_end_a_call_in_a_known_way(bodies: list[bytes]) -> None:
    """Messages of every kind with fields of any kind: a run, or one sentence."""
    TARGETS["decoder"](SEPARATOR.join(bodies))
    TARGETS["decoder"](b"\x00" + framed(bodies))


@pytest.mark.parametrize(
    "text",
    [
        "cancel@1e999",
        f"cancel@{'9' * 400}",
        "clock+1e999@1",
        "clock+2000000000@1",
        f"ok usage.output_tokens={'9' * 5000}",
        f"ok chunk={'9' * 5000}",
        f"interrupt@{'9' * 5000}",
        f"cut@{'9' * 5000}",
        f"a={'9' * 5000}",
        "ok delay=1e999",
        "ok pace=1e10",
    ],
    ids=lambda text: text[:12],
)
def test_a_number_that_nobody_can_mean_is_refused(text: str) -> None:
    """It would not fit 64 bits in nanoseconds, or is longer than Python reads."""
    with pytest.raises(CaseError):
        Case.parse(text)


@pytest.mark.parametrize("name", ["", "\0", "\0a.py", ".", "//"])
def test_an_entry_of_a_zip_that_has_no_name_refuses_it(name: str) -> None:
    """A name that begins with a NUL is empty for `zipfile`, which fails on it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr(EXERCISES[0].file, "")
        made.writestr("X" * max(1, len(name)), "")
    data = buffer.getvalue().replace(b"X" * max(1, len(name)), name.encode() or b"\0")
    with pytest.raises(SubmissionError, match="unsafe name"):
        read_zip(data, "a.zip", EXERCISES)


def test_reading_a_zip_writes_nothing() -> None:
    """Python tells of each file that is opened, and how."""
    opened: list[tuple[object, ...]] = []
    listening = [True]

    def listen(event: str, args: tuple[object, ...]) -> None:
        if listening and event in {"open", "os.mkdir", "os.rename", "os.symlink", "os.link"}:
            opened.append((event, *args))

    sys.addaudithook(listen)
    for seed in SEEDS["archive"]:
        TARGETS["archive"](seed)
    listening.clear()
    assert [] == opened
