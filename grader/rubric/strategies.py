"""Strategies of cases: plain data, simplest first, so that what is left after shrinking reads well.

Finite sets are `sampled_from` or pinned, texts are drawn from a small alphabet, and the deltas of a text differ, so
that a learner can tell which one came late.
"""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from grader.wire.case import Case
from grader.wire.notation import read_script
from grader.wire.saying import Part
from grader.wire.steps import Disturbance, Place, Script, Step

WORDS: Final = ("a", "b", "c d", "é", " ", "漢", '"', "\n", "x  ", "😀")
"""Deltas of texts: ASCII first, then what needs care (two, three and four bytes, white space, quotes)."""

PERMANENT: Final = (400, 401, 402, 403, 404, 413, 422)
"""Statuses that no retry will change."""

TRANSIENT: Final = (408, 409, 429, 500, 502, 503, 504, 529)
"""Statuses that the SDK retries."""


def texts(least: int = 1, most: int = 3) -> SearchStrategy[tuple[Part, ...]]:
    """Return what a reply says as text, in several deltas that differ."""
    words = st.lists(st.sampled_from(WORDS), min_size=least, max_size=most, unique=True)
    return words.map(lambda found: tuple(Part("text", word) for word in found))


STRANGERS: Final[dict[str, tuple[tuple[Part, ...], ...]]] = {
    "ping": ((Part("ping"),),),
    "event": ((Part("event", "weather"),),),
    "delta": ((Part("delta", "mood_delta"),),),
    "thinking": ((Part("thinking", "hm"),), (Part("thinking", "so"), Part("thinking", " on"))),
    "tool": ((Part("tool", "get_weather"), Part("json", '{"city":'), Part("json", ' "Oslo"}')),),
}
"""What may stand between texts, by kind."""


def mixed(*kinds: str, most: int = 3) -> SearchStrategy[tuple[Part, ...]]:
    """Return texts with parts of these kinds (keys of `STRANGERS`) before, between and after them, at least one."""
    strangers = [parts for kind in kinds for parts in STRANGERS[kind]]
    piece = st.sampled_from([*((Part("text", word),) for word in WORDS), *strangers])

    def joined(drawn: tuple[tuple[Part, ...], list[tuple[Part, ...]]]) -> tuple[Part, ...]:
        stranger, pieces = drawn
        half = len(pieces) // 2
        return tuple(part for parts in (*pieces[:half], stranger, *pieces[half:]) for part in parts)

    drawn = st.tuples(st.sampled_from(strangers), st.lists(piece, min_size=1, max_size=most))
    return drawn.map(joined)


def says(parts: SearchStrategy[tuple[Part, ...]], word: Any = "ok", **options: Any) -> SearchStrategy[Step]:
    """Return a step whose reply says these parts; the word and the options may be values or strategies."""
    given = {k: v if isinstance(v, SearchStrategy) else st.just(v) for k, v in {"word": word, **options}.items()}
    return st.builds(Step, parts=parts, **given)


def places(*, events: int, size: int = 0) -> SearchStrategy[Place]:
    """Return places among the last events of a body, and among its last `size` bytes; the nearest to its end first."""
    whole = st.integers(1, events).map(lambda n: Place(-n, events=True))
    return whole | st.integers(1, size).map(lambda n: Place(-n)) if size else whole


def steps(*texts: str) -> SearchStrategy[Step]:
    """Return one of these steps, written as in a script: `steps("529", "429 retry-after=7")`."""
    return st.sampled_from([read_script(text).steps[0] for text in texts])


def scripts(
    step: SearchStrategy[Step], *, least: int = 0, most: int = 4, forever: bool = False
) -> SearchStrategy[Script]:
    """Return scripts of such steps."""
    found = st.lists(step, min_size=least, max_size=most)
    return found.map(lambda drawn: Script(tuple(drawn), forever=forever and bool(drawn)))


def disturbed(script: SearchStrategy[Script], by: SearchStrategy[Disturbance]) -> SearchStrategy[Script]:
    """Return such scripts with one disturbance each."""
    return st.builds(lambda s, d: Script(s.steps, s.forever, (d,)), script, by)


def cases(script: SearchStrategy[Script] | SearchStrategy[Step] | None = None, **args: Any) -> SearchStrategy[Case]:
    """Return cases of such a script (or single step) and arguments; an argument may be a value or a strategy."""
    drawn = {k: v if isinstance(v, SearchStrategy) else st.just(v) for k, v in args.items()}
    found = st.just(Script()) if script is None else script.map(_script)
    return st.builds(lambda script, **given: Case(given, script), script=found, **drawn)


def _script(found: Script | Step) -> Script:
    return found if isinstance(found, Script) else Script((found,))
