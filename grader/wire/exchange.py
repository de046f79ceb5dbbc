"""Exchanges the words of a recording, so that what it says is not known before it is played.

Every letter becomes another of its kind (vowel or consonant, small or capital, of the same alphabet, hence of the
same length in UTF-8), always the same one for the same seed. Only what `text` and `thinking` hold is exchanged, so
ids, events, their sizes and every escape stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from random import Random
from typing import Final

_SMALL: Final = (
    "aeiou",
    "bcdfghjklmnpqrstvwxyz",
    "àáâãäåæèéêëìíîïðñòóôõöøùúûüý",
    "αεηιουω",
    "βγδζθκλμνξπρστφχψ",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
)
ALPHABETS: Final = (
    *_SMALL,
    *(letters.upper() for letters in _SMALL),
    "".join(map(chr, range(0x3042, 0x3090))),  # hiragana
    "".join(map(chr, range(0x30A2, 0x30F0))),  # katakana
)
IDEOGRAPHS: Final = range(0x4E00, 0x9FA6)

_SAID: Final = re.compile(r'("(?:text|thinking)"\s*:\s*")((?:[^"\\]|\\.)*)(?=")')
_ESCAPE: Final = re.compile(r"\\u[0-9a-fA-F]{4}|\\.")


class Exchange:
    """The exchange of letters that belongs to a seed."""

    def __init__(self, seed: int) -> None:
        self._table = _table(seed)

    def text(self, text: str) -> str:
        """Return a text in other letters."""
        return text.translate(self._table)

    def body(self, body: bytes) -> bytes:
        """Return a reply's body (JSON, JSON lines or events) with its words exchanged; what is not UTF-8 stays."""
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return body
        return _SAID.sub(lambda said: said[1] + self._escaped(said[2]), text).encode()

    def _escaped(self, said: str) -> str:
        """Exchange the inside of a JSON string; an escaped letter stays escaped, and any other escape stays."""
        return "".join(self._escape(part) if part[:1] == "\\" else self.text(part) for part in _parts(said))

    def _escape(self, escape: str) -> str:
        if not escape.startswith("\\u"):
            return escape
        digits = escape[2:]
        code = ord(self.text(chr(int(digits, base=16))))
        return f"\\u{code:04x}" if digits.islower() or digits.isdigit() else f"\\u{code:04X}"


def _parts(said: str) -> Iterator[str]:
    at = 0
    for escape in _ESCAPE.finditer(said):
        yield said[at : escape.start()]
        yield escape[0]
        at = escape.end()
    yield said[at:]


@cache
def _table(seed: int) -> Mapping[int, int]:
    random = Random(f"exchange {seed}")  # noqa: S311 (the same for everyone who knows the seed)
    table: dict[int, int] = {}
    for letters in ALPHABETS:
        table |= _cycle(letters, random)
    turn = random.randrange(1, len(IDEOGRAPHS))
    return table | {code: IDEOGRAPHS[(i + turn) % len(IDEOGRAPHS)] for i, code in enumerate(IDEOGRAPHS)}


def _cycle(letters: str, random: Random) -> dict[int, int]:
    """Return a permutation in which no letter stays itself: a walk through all of them in any order."""
    walk = [ord(letter) for letter in random.sample(letters, len(letters))]
    return dict(zip(walk, [*walk[1:], walk[0]], strict=True))
