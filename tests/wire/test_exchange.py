"""The exchange of words: other letters, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.wire.exchange import ALPHABETS, Exchange
from grader.wire.keeping import Serializer
from grader.wire.sse import Reader

RECORDINGS = Path(__file__).parents[2].parent / "shared" / "recordings"


def test_alphabets_keep_sizes() -> None:
    """The letters of an alphabet have one size in UTF-8, and no letter is in two of them."""
    assert all(len({len(letter.encode()) for letter in letters}) == 1 for letters in ALPHABETS)
    letters = "".join(ALPHABETS)
    assert len(set(letters)) == len(letters)


@settings(deadline=None)
@given(st.text(), st.integers(0, 3))
def test_keeps_sizes(text: str, seed: int) -> None:
    """A text keeps its size in bytes, and what is no letter stays."""
    found = Exchange(seed).text(text)
    assert [len(c.encode()) for c in text] == [len(c.encode()) for c in found]
    assert [c for c in text if not c.isalpha()] == [c for c in found if not c.isalpha()]


def test_no_letter_stays() -> None:
    """Every letter of its alphabets becomes another one of the same, by the seed."""
    letters = "".join(ALPHABETS) + "漢字"
    assert not any(a == b for a, b in zip(letters, Exchange(1).text(letters), strict=True))
    assert Exchange(1).text(letters) == Exchange(1).text(letters) != Exchange(2).text(letters)


@settings(deadline=None)
@given(st.text(st.sampled_from('ab"\\\n\té漢😀 1{}:,'), max_size=20), st.booleans())
def test_exchanges_within_json(text: str, ascii_only: bool) -> None:
    """Whatever a text holds and however it is escaped, a client reads the same text in other letters."""
    body = json.dumps({"type": "text", "text": text, "id": "msg_ab"}, ensure_ascii=ascii_only).encode()
    found = Exchange(0).body(body)
    assert json.loads(found) == {"type": "text", "text": Exchange(0).text(text), "id": "msg_ab"}
    assert len(found) == len(body)


def test_exchanges_only_what_is_said() -> None:
    """Ids, names, tool input, signatures and errors stay."""
    body = rb'{"text":"ab","thinking":"cd","partial_json":"{\"text\":\"ab\"}","message":"ab","signature":"ab"}'
    found = json.loads(Exchange(0).body(body))
    assert (found["partial_json"], found["message"], found["signature"]) == ('{"text":"ab"}', "ab", "ab")
    assert found["text"] != "ab"
    assert found["thinking"] != "cd"


@pytest.mark.parametrize(("escaped", "same"), [(r"\u00e9", False), (r"\u00E9", False), (r"\ud83d\ude00", True)])
def test_escapes_stay_escapes(escaped: str, same: bool) -> None:
    """An escaped letter becomes an escaped letter; halves of a pair stay."""
    found = Exchange(0).body(b'"text":"%s"' % escaped.encode()).decode()
    assert len(found) == len('"text":""') + len(escaped)
    assert found.count("\\u") == escaped.count("\\u")
    assert (escaped in found) == same


def test_what_is_no_text_stays() -> None:
    """A body that is not UTF-8 is played as it is."""
    assert Exchange(0).body(b'\xff"text":"ab"') == b'\xff"text":"ab"'


# ---------------------------------------------------------------- real recordings


def recorded_streams() -> Iterator[Any]:
    """Return the bodies of all recorded streams that are text."""
    for path in sorted(RECORDINGS.rglob("*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for i, interaction in enumerate(data.get("interactions", []) if isinstance(data, dict) else []):
            body = interaction["response"].get("body", {}).get("string", "")
            if isinstance(body, str) and body.startswith("event: message_start"):
                yield pytest.param(body, id=f"{path.relative_to(RECORDINGS).with_suffix('')}-{i}")


STREAMS = list(recorded_streams()) or [pytest.param("", marks=pytest.mark.skip("the shared recordings are not there"))]


@pytest.mark.parametrize("body", STREAMS)
def test_real_streams_keep_their_form(body: str) -> None:
    """A real stream keeps its bytes, its events and their types, and says something else."""
    before, after = Reader().feed(body.encode()), Reader().feed(Exchange(0).body(body.encode()))
    assert len(Exchange(0).body(body.encode())) == len(body.encode())
    assert [(e.name, e.data and e.data.get("type")) for e in before] == [
        (e.name, e.data and e.data.get("type")) for e in after
    ]
    assert "".join(e.text for e in after) == Exchange(0).text("".join(e.text for e in before))


@pytest.mark.parametrize("body", STREAMS)
def test_real_streams_survive_being_written(body: str) -> None:
    """A real stream written to a cassette reads back byte for byte, in a literal block (but for emoji, says YAML)."""
    text = Serializer.serialize({"version": 1, "interactions": [{"body": body}]})
    assert Serializer.deserialize(text)["interactions"][0]["body"] == body
    assert ("body: |" in text) == (max(body) <= "\uffff")
