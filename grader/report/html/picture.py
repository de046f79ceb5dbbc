"""A timeline as a picture: time runs down, the learner's code is a line on the left, each request a lane beside it.

Each row is an SVG of its own beside its text, which may wrap: so the picture fits any width, and reads as a list. Lines
that go on are drawn far beyond the row and clipped there. Between two rows stands the time that passes, to scale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from grader.report.failure import interleaved
from grader.report.html.scale import Drawn, drawn
from grader.result import Moment
from grader.timeline import LEFT_OUT

CODE: Final = 22
"""Where the line of the learner's code stands, in pixels from the left; left of it is who called it."""

MOST_LANES: Final = 8
"""How many requests at a time get a lane of their own; more share the last."""

MIDDLE: Final = 13
"""Where the middle of a row's first line is, in pixels from its top."""

_STEPS: Final = {1: 36, 2: 28, 3: 22}
"""Pixels between lanes, by their number."""

_FULL: Final = 999
"""Taller than any row."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A path of an SVG, and the class that says how it is drawn."""

    look: str
    path: str


@dataclass(frozen=True, slots=True)
class Row:
    """A moment, or the time that passes after it."""

    strokes: tuple[Stroke, ...]
    clock: str = ""
    """The virtual time, where it is another than in the row before."""
    number: str = ""
    """Which request it belongs to, where requests overlap."""
    text: str = ""
    kind: str = ""
    mark: str = ""
    """What was expected here."""
    marked_before: bool = False
    """Whether the row before said the same."""
    pixels: int = 0
    """How tall the time that passes is drawn; 0 for a moment."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A timeline as it is drawn."""

    rows: tuple[Row, ...]
    lanes: int
    """How many lanes there are, 0 to `MOST_LANES`."""


def picture(moments: Sequence[Moment]) -> Picture:
    """Return the picture of a timeline."""
    lives = _lives(moments)
    lanes = _lanes(lives)
    count = min(MOST_LANES, max(lanes.values(), default=-1) + 1)
    return Picture(tuple(_Drawing(moments, lives, lanes, count).rows()), count)


# ---------------------------------------------------------------- which request is where


def _lives(moments: Sequence[Moment]) -> dict[int, range]:
    """Return for each request the rows in which it is open; one that got no answer is open to the end, or to a kill."""
    lives: dict[int, range] = {}
    for n in dict.fromkeys(m.n for m in moments if m.n):
        mine = [i for i, m in enumerate(moments) if m.n == n]
        last = mine[-1]
        if {moments[i].kind for i in mine} <= {"request"}:
            kills = (i for i, m in enumerate(moments) if i > last and m.kind == "kill")
            last = next(kills, len(moments) - 1)
        lives[n] = range(mine[0], last + 1)
    return lives


def _lanes(lives: Mapping[int, range]) -> dict[int, int]:
    """Return for each request its lane: the first that is free when it begins."""
    lanes: dict[int, int] = {}
    free_from: list[int] = []
    for n, rows in lives.items():
        lane = next((k for k, free in enumerate(free_from) if free <= rows.start), len(free_from))
        lane = min(lane, MOST_LANES - 1)
        free_from[lane : lane + 1] = [rows.stop]
        lanes[n] = lane
    return lanes


# ---------------------------------------------------------------- strokes


class _Drawing:
    def __init__(
        self, moments: Sequence[Moment], lives: Mapping[int, range], lanes: Mapping[int, int], count: int
    ) -> None:
        self._moments = moments
        self._lives = lives
        self._lanes = lanes
        self._step = _STEPS.get(count, 16)
        replies = ((m.n, i) for i, m in reversed(list(enumerate(moments))) if m.n and m.kind != "request")
        self._answered = dict(replies)
        self._waits = [(m.t, m.until) for m in moments if m.kind == "wait"]

    def rows(self) -> Iterator[Row]:
        """Yield the moments, and between them the time that passes."""
        passing = dict(self._passing())
        sizes = dict(zip(passing, drawn(list(passing.values())), strict=True))
        numbered = interleaved(self._moments)
        before = Moment(-1, -1, "", "")
        said = ""
        for i, moment in enumerate(self._moments):
            yield Row(
                tuple(self._strokes(i, moment)),
                clock="" if moment.t == before.t else _clock(moment.t),
                number=f"#{moment.n}" if numbered and moment.n else "",
                text=f"… {moment.text} more lines" if moment.kind == LEFT_OUT else moment.text,
                kind=moment.kind,
                mark=moment.mark,
                marked_before=bool(moment.mark) and moment.mark == said,
            )
            said = moment.mark or said
            before = moment
            if i in passing:
                yield self._gap(i, passing[i], sizes[i])

    def _passing(self) -> Iterator[tuple[int, float]]:
        """Yield after which rows time passes, and how much, in seconds."""
        ends = [*(m.t for m in self._moments[1:]), max((m.until for m in self._moments), default=0)]
        for i, (moment, end) in enumerate(zip(self._moments, ends, strict=True)):
            if end > moment.t:
                yield i, end - moment.t

    def _gap(self, i: int, seconds: float, size: Drawn) -> Row:
        start = self._moments[i].t
        waits = any(begin < start + seconds and end > start for begin, end in self._waits)
        last = i == len(self._moments) - 1
        strokes = list(self._lifelines(i, after=True))
        if waits:
            strokes.insert(0, Stroke("wait", f"M{CODE - 5} 0h10v{_FULL}h-10z"))
        if size.cut:
            y = size.pixels // 2
            strokes.append(Stroke("gone", f"M{CODE - 9} {y - 4}h18v8h-18z"))
            strokes.append(Stroke("cut", f"M{CODE - 9} {y - 1}l18-6M{CODE - 9} {y + 7}l18-6"))
        own = waits and self._moments[i].kind == "wait" and not last
        text = f"{_pass(seconds)}, drawn shorter" if size.cut else "" if own else _pass(seconds)
        return Row(tuple(strokes), text=text, kind="gap", pixels=size.pixels)

    def _lifelines(self, i: int, *, after: bool = False) -> Iterator[Stroke]:
        """Yield the lines that go through a row, or through the time after it."""
        last = i == len(self._moments) - 1
        y = {True: MIDDLE, False: 0}[i == 0 and not after], {True: MIDDLE, False: _FULL}[last and not after]
        look = "gapped" if self._moments[i].kind == LEFT_OUT else "code"
        yield Stroke(look, f"M{CODE} {y[0]}V{y[1]}")
        for n, rows in self._lives.items():
            if i in rows and not (after and i == rows.stop - 1):
                top = MIDDLE if i == rows.start and not after else 0
                bottom = MIDDLE if i == rows.stop - 1 else _FULL
                answered = self._answered.get(n, len(self._moments))
                lane = f"M{self._x(n)} "
                if top < bottom and not after and i == answered and i != rows.start:
                    yield Stroke("open", f"{lane}{top}V{MIDDLE}")
                    top = MIDDLE
                if top < bottom:
                    yield Stroke("open" if i < answered else "body", f"{lane}{top}V{bottom}")

    def _x(self, n: int) -> int:
        return CODE + _STEPS[1] + self._lanes.get(n, 0) * self._step

    def _strokes(self, i: int, moment: Moment) -> Iterator[Stroke]:
        if moment.kind == "wait":
            yield Stroke("wait", f"M{CODE - 5} {MIDDLE}h10v{_FULL}h-10z")
        yield from self._lifelines(i)
        if moment.kind == "reply" and moment.text[2:3] in {"4", "5"}:
            yield Stroke("bad", _arrow(self._x(moment.n), CODE))
        elif moment.kind in _DRAWN:
            yield _DRAWN[moment.kind](self._x(moment.n) if moment.n else CODE)
        if moment.mark:
            yield Stroke("marked", f"M{CODE} {MIDDLE}h.01")


def _arrow(start: int, end: int, head: int = 4) -> str:
    """Return a level arrow with a head of so many pixels."""
    back = -head if end > start else head
    return f"M{start} {MIDDLE}H{end}m{back}-{head}l{-back} {head}l{back} {head}"


def _cross(x: int) -> Stroke:
    return Stroke("bad", f"M{x - 4} {MIDDLE - 4}l8 8m0-8l-8 8")


def _dot(_: int) -> Stroke:
    return Stroke("dot", f"M{CODE} {MIDDLE}h.01")


def _given_up(x: int) -> Stroke:
    return Stroke("piece", f"{_arrow(CODE, x, 3)}M{x - 4} {MIDDLE}h8")


_DRAWN: Final[Mapping[str, Callable[[int], Stroke]]] = {
    "request": lambda x: Stroke("sent", _arrow(CODE, x)),
    "reply": lambda x: Stroke("got", _arrow(x, CODE)),
    "chunk": lambda x: Stroke("piece", _arrow(x, CODE, 3)),
    "end": lambda x: Stroke("piece", f"M{x - 4} {MIDDLE}h8"),
    "closed": _given_up,
    "abandoned": _given_up,
    "fault": _cross,
    "kill": _cross,
    "call": lambda _: Stroke("out", _arrow(2, CODE)),
    "close": lambda _: Stroke("out", _arrow(2, CODE)),
    "interrupt": lambda _: Stroke("out", _arrow(2, CODE)),
    "yield": lambda _: Stroke("out", _arrow(CODE, 2)),
    "return": lambda _: Stroke("out", _arrow(CODE, 2)),
    "raise": lambda _: Stroke("bad", _arrow(CODE, 2)),
    "callback": _dot,
    "put": _dot,
    "get": _dot,
    "print": _dot,
}
"""How a moment is drawn, given where its request's lane is; what is not here has its own way, or none."""


def _clock(seconds: float) -> str:
    return f"{seconds:,.2f} s"


def _pass(seconds: float) -> str:
    number = f"{round(seconds, 2):,.10g}"
    return f"{number} s pass{'es' if number == '1' else ''}"
