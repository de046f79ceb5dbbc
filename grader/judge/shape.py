"""Looks at a frame's shape before anything is built of it.

Decoding is where a small frame can cost much: a megabyte of empty maps is 70 MB of objects, and keys that are arrays
become tuples, of which a learner can make thousands with one and the same hash. So a frame is walked first, part by
part, as the MessagePack specification lays them out; that costs nothing but the walk.
"""

from __future__ import annotations

from typing import Final

from grader.judge.endings import Breach

PARTS: Final = 200_000
"""The most parts that one frame may have: values, and keys of maps."""

_PLAIN, _TEXT, _LIST, _MAP, _REFUSED = range(5)

_HEADS: Final = (
    *((_PLAIN, 0, 0) for _ in range(0x80)),  # small integers
    *((_MAP, 0, size) for size in range(16)),
    *((_LIST, 0, size) for size in range(16)),
    *((_TEXT, 0, size) for size in range(32)),
    *((_PLAIN, 0, 0), (_REFUSED, 0, 0), (_PLAIN, 0, 0), (_PLAIN, 0, 0)),  # nil, never used, false, true
    *((_PLAIN, size, 0) for size in (1, 2, 4)),  # bytes
    *((_REFUSED, 0, 0) for _ in range(3)),  # extensions, timestamps among them
    *((_PLAIN, 0, size) for size in (4, 8)),  # floats
    *((_PLAIN, 0, size) for size in (1, 2, 4, 8) * 2),  # integers
    *((_REFUSED, 0, 0) for _ in range(5)),  # extensions
    *((_TEXT, size, 0) for size in (1, 2, 4)),
    *((_LIST, size, 0) for size in (2, 4)),
    *((_MAP, size, 0) for size in (2, 4)),
    *((_PLAIN, 0, 0) for _ in range(0xE0, 0x100)),  # small negative integers
)
"""What each first byte says of a part: its kind, how many bytes tell its length, or else how long it is."""


def parts(frame: bytes) -> int:
    """Return how many parts a frame has.

    Raises Breach for too many, an extension, a key that is no text, and an end that comes too early.
    """
    at = count = 0
    outer: list[tuple[int, bool]] = []
    left, in_map = 1, False
    while left or outer:
        if not left:
            left, in_map = outer.pop()
            continue
        if at >= len(frame):
            raise malformed()
        kind, told, size = _HEADS[frame[at]]
        if kind == _REFUSED or (in_map and left % 2 == 0 and kind != _TEXT):
            raise malformed()
        count += 1
        if count > PARTS:
            raise too_much()
        left -= 1
        at += 1 + told
        if told:
            size = int.from_bytes(frame[at - told : at])
        if kind in {_LIST, _MAP}:
            outer.append((left, in_map))
            left, in_map = (2 * size, True) if kind == _MAP else (size, False)
        else:
            at += size
    return count


def malformed() -> Breach:
    """Return how a call ends whose worker sent what is no message."""
    return Breach("The worker sent something that is no message: does the code write to file descriptor 3?")


def too_much() -> Breach:
    """Return how a call ends whose worker sent a value that is too large for its number of parts, or its depth."""
    return Breach("A value has too many parts, or is nested too deeply, to cross to the grader.")
