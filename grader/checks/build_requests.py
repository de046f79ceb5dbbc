"""04_batches/build_requests: what is graded (B1, and what a batch may not hold). Nothing is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from grader.rubric import Api, Case, Claim, Rubric, Run, Scenario, Submission, case, cases, same, that

rubric = Rubric("04_batches/build_requests", exceptions=("CannotBatch",))

CUSTOM_ID: Final = re.compile(r"[a-zA-Z0-9_-]{1,64}")
ALWAYS: Final = 36
"""Bytes of a key that always fit: a UUID has as many, and hexadecimal digits for them would be too long."""
NEVER: Final = 49
"""Bytes of a key that no custom_id can tell apart: 64 characters of 64 letters hold 48."""
UUID: Final = "6f1f64c1-5b0c-4b52-9d5e-0d2c8f0f7a11"
FULL: Final = (UUID, "é" * 18, "漢" * 12, "😀" * 9, "\x7f" * 36, "~" * 36)
"""Keys of as many bytes as always fit."""
ODD: Final = ("a b", "a/b", "x@y.z", "a_b", "-", "k", "é", "漢", "a\nb", " a ", "=", "%2F", "A", "0", "00", "😀", "\0")


def body(number: int, extra: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the parameters of one item, which differ from those of all others."""
    said = [{"role": "user", "content": f"Question {number}"}]
    return {"model": "claude-sonnet-5-5", "max_tokens": 64 + number, "messages": said, **(extra or {})}


def given(case: Case) -> list[tuple[str, dict[str, Any]]]:
    """Return the items of a case; what is `extra` stands in the parameters of one of them."""
    extra, nth = case.args.get("extra"), case.args.get("nth", 0)
    return [(key, body(i, extra if i == nth else None)) for i, key in enumerate(case.keys)]


def build(submission: Submission, _: Api, case: Case) -> Run:
    """Build the requests."""
    return submission.build_requests(given(case))


def there_and_back(submission: Submission, _: Api, case: Case) -> Run:
    """Build the requests, and ask another process for the key of one of them; if that has no custom_id, stop."""
    made = submission.build_requests(given(case))
    said = body(case.nth)["messages"]
    theirs = ((request.get("custom_id"), request.get("params")) for request in built(made))
    found = [name for name, params in theirs if isinstance(params, dict) and same(params.get("messages"), said)]
    if len(found) != 1:
        return made
    submission.restart()
    return submission.key_of(found[0])


def built(run: Run) -> list[dict[str, Any]]:
    """Return the requests that were built, as far as they are there."""
    found = run.value if isinstance(run.value, list) else []
    return [request for request in found if isinstance(request, dict)]


def ids(run: Run) -> list[str]:
    """Return the custom_ids of what was built, in order, as far as they are there."""
    found = (request.get("custom_id") for request in built(run))
    return [custom_id for custom_id in found if isinstance(custom_id, str)]


def wanted(case: Case) -> list[dict[str, Any]]:
    """Return the parameters that are to be sent."""
    return [{k: v for k, v in params.items() if k not in {"stream", "speed"}} for _, params in given(case)]


def some(keys: Sequence[str], most: int = 3) -> SearchStrategy[list[str]]:
    """Return lists of these keys, each of them once."""
    return st.lists(st.sampled_from(keys), min_size=1, max_size=most, unique=True)


PLAIN: Final = ("a", "b", "10", "9", "zoe", "row-7")
ANY: Final = st.text(st.sampled_from("aZ0_-/ .é漢😀\0"), min_size=1, max_size=9)

plain = Scenario(
    build,
    cases(keys=some(PLAIN)),
    examples=5,
    why="a few keys in any order; keys here need no care",
    pinned=[
        case(keys=["a"]),
        case(keys=["b", "a", "10", "9"]),
        case(keys=[]),
        case(keys=["a", "b"], nth=1, extra={"metadata": {"user_id": "u"}, "stop_sequences": ["END"], "later": [None]}),
    ],
)
spelled = Scenario(
    build,
    cases(keys=st.lists(ANY, min_size=1, max_size=2, unique=True)),
    examples=10,
    why="any letters, of one to four bytes; what breaks an id is pinned, one at a time, and so are the longest keys",
    pinned=[*(case(keys=[key]) for key in (*ODD, *FULL)), case(keys=["a", "x@y.z"])],
)
nameless = Scenario(
    build,
    cases(keys=some(PLAIN).map(lambda keys: [*keys, ""])),
    examples=2,
    why="there is one empty key",
    pinned=[case(keys=[""]), case(keys=["", "a"])],
)
alike = Scenario(
    build,
    cases(keys=st.lists(ANY, min_size=2, max_size=5, unique=True)),
    examples=10,
    why="any keys; those that some spelling confuses are pinned",
    pinned=[
        case(keys=["a", "b"]),
        case(keys=["a b", "a/b", "a_b", "a-b", "a.b"]),
        case(keys=["a", "A"]),
        case(keys=["a", " a", "a "]),
        case(keys=["é", "e\u0301", "e"]),
        case(keys=["a", "aa", "aaa"]),
        case(keys=["7", "07", "7.0"]),
        case(keys=["a" * 35 + "1", "a" * 35 + "2"]),
    ],
)
returning = Scenario(
    there_and_back,
    cases(keys=st.lists(ANY, min_size=2, max_size=2, unique=True), nth=st.integers(0, 1)),
    examples=4,
    why="each case needs a process of its own, so the letters that get lost share some keys",
    pinned=[
        case(keys=["a", "b"], nth=1),
        case(keys=["b", " A_é漢😀- \n"], nth=1),
        case(keys=["\0=%2F+", "k"], nth=0),
        case(keys=["", "a"], nth=0),
        *(case(keys=["a", key], nth=1) for key in ("WWW", "WWW 007", UUID)),
    ],
)
EXTRAS: Final[tuple[dict[str, Any], ...]] = (
    {"stream": True},
    {"speed": "fast"},
    {"speed": "standard"},
    {"stream": False},
    {},
)
refused = Scenario(
    build,
    cases(keys=["9", "a", "b"], nth=st.integers(0, 2), extra=st.sampled_from(EXTRAS)),
    examples=4,
    why="a short list, all of it pinned, at any place",
    pinned=[
        *(case(keys=["a", "b"], nth=1, extra=extra) for extra in EXTRAS),
        case(keys=["a"], extra={"stream": True, "speed": "fast"}),
    ],
)
empty_answers = Scenario(
    build,
    cases(keys=["9", "a", "b"], nth=st.integers(0, 2), extra=st.sampled_from([{"max_tokens": n} for n in (0, 1, 2)])),
    examples=4,
    why="0 and the least that a batch takes, at any place",
    pinned=[
        *(case(keys=["a"], extra={"max_tokens": n}) for n in (0, 1)),
        case(keys=["a", "b"], nth=1, extra={"max_tokens": 0}),
    ],
    reads=("key",),
)
long = Scenario(
    build,
    cases(
        keys=st.builds(
            lambda letter, spare, n: ["a", letter * ((NEVER + spare) // len(letter.encode()) + 1), "b"][n:],
            st.sampled_from(["a", "é", "漢", "😀", " "]),
            st.integers(0, 60),
            st.integers(0, 1),
        )
    ),
    examples=5,
    why="any length from the first that can't be held; that one is pinned, in letters of one to four bytes; so are "
    "lengths that an encoding may or may not hold, of which none may be cut",
    pinned=[
        *(case(keys=[letter * n]) for letter, n in (("a", NEVER), ("é", 25), ("漢", 17), ("😀", 13), ("a", 200))),
        case(keys=["a", "x" * 65]),
        *(case(keys=["a", key]) for key in FULL),
        *(case(keys=["a" * n + end for end in "12"]) for n in (ALWAYS, 40, NEVER - 2)),
    ],
    reads=("key",),
)
twice = Scenario(
    build,
    cases(keys=st.builds(lambda keys, again: [*keys, *keys[:again]], some(["a", "A", "b", "9"]), st.integers(0, 1))),
    examples=8,
    why="some keys, the first of them often twice; at other places, and only alike, is pinned",
    pinned=[
        case(keys=["a", "a"]),
        case(keys=["a", "b", "a"]),
        case(keys=["9", "a", "b", "b"]),
        case(keys=["a", "A", "a ", "é", "e\u0301"]),
    ],
    reads=("key",),
)


def builds(run: Run) -> Iterator[Claim]:
    """State that there is a request for each item, as far as ids tell."""
    yield that(run).ends()
    found = len(ids(run)), len(run.case.keys)
    yield that(found[0], "the number of requests with a custom_id", at=run.end).equals(found[1])


def fits(run: Run, custom_id: str) -> Claim:
    """State that a batch takes a custom_id."""
    words = f"it is {custom_id!r}" if len(custom_id) <= 64 else f"{custom_id!r} has {len(custom_id)}"
    holds = CUSTOM_ID.fullmatch(custom_id) is not None
    return that(holds, at=run.end).happens("a custom_id of 1 to 64 of a-z, A-Z, 0-9, _ and -", words)


def carries(run: Run) -> Iterator[Claim]:
    """State the parameters of each request; a `stream` that is false may stay."""
    yield from builds(run)
    for request, params in zip(built(run), wanted(run.case), strict=False):
        found = request.get("params")
        if isinstance(found, dict) and found.get("stream") is False:
            found = {name: value for name, value in found.items() if name != "stream"}
        yield that(found, "params", at=run.end).equals(params)


def refuses(run: Run, key: str | None) -> Iterator[Claim]:
    """State that this key is named, or that there is nothing to name."""
    yield that(run).ends() if key is None else that(run).raises("CannotBatch", key=key)


@rubric.check(
    "BUILD-01",
    plain,
    help="A list of requests, each a dict.",
    hints=(
        "A request is a custom_id and parameters.",
        "A dict with `custom_id` and `params`.",
        'requests.append({"custom_id": ..., "params": ...})',
    ),
    cites=("Return a request for each item",),
)
def one_for_each(run: Run) -> Iterator[Claim]:
    """Builds a request for each item: a custom_id and parameters, and nothing else."""
    yield from builds(run)
    for request in built(run):
        yield that(sorted(map(str, request)), "the fields of a request", at=run.end).equals(["custom_id", "params"])


@rubric.check(
    "BUILD-02",
    plain,
    needs=("BUILD-01",),
    help="Each request has the parameters of its own item, all of them.",
    hints=(
        "What a parameter means is not your concern here, nor what the key is.",
        "`dict(params)`, in the order of the items.",
        "for key, params in ...:",
    ),
    cites=("in this order", "All else stays as it is"),
)
def keeps_parameters(run: Run) -> Iterator[Claim]:
    """Keeps the order of the items, and all their parameters."""
    yield from carries(run)


@rubric.check(
    "BUILD-03",
    spelled,
    needs=("BUILD-01",),
    help="Spell the key in letters that a custom_id takes, in at most 64 of them.",
    hints=(
        "Encode the key: 64 letters carry 6 bits each.",
        "`base64.urlsafe_b64encode`, of the key's bytes, without its `=`.",
        'urlsafe_b64encode(key.encode()).decode().rstrip("...")',
    ),
    cites=("B1",),
)
def fits_the_pattern(run: Run) -> Iterator[Claim]:
    """Gives every key a custom_id that a batch takes."""
    yield from builds(run)
    for custom_id in ids(run):
        yield fits(run, custom_id)


@rubric.check(
    "BUILD-04",
    nameless,
    needs=("BUILD-01",),
    help="What is encoded of nothing is nothing.",
    hints=(
        "An empty key has nothing to encode, and a custom_id has at least one character.",
        "`str.removeprefix` takes off again what stands before every key.",
        'return "k" + ...',
    ),
    cites=("B1", "The empty key is a key too"),
)
def fits_the_empty_key(run: Run) -> Iterator[Claim]:
    """Gives the empty key a custom_id too."""
    yield from builds(run)
    for key, custom_id in zip(run.case.keys, ids(run), strict=False):
        if not key:
            yield fits(run, custom_id)


@rubric.check(
    "BUILD-05",
    alike,
    needs=("BUILD-01",),
    help="Replacing letters makes one id of two keys.",
    hints=(
        "What is replaced, cut or lowered can't be told apart any more.",
        "`str.encode`: all bytes of the key, as they are.",
        "urlsafe_b64encode(key.encode(...))",
    ),
    cites=("B1", "Different keys get different ones"),
)
def tells_keys_apart(run: Run) -> Iterator[Claim]:
    """Gives different keys different custom_ids."""
    yield from builds(run)
    found = ids(run)
    again = [custom_id for i, custom_id in enumerate(found) if custom_id in found[:i]]
    yield that(again, at=run.end).never(f"custom_id of two keys{f': {again[0]!r}' if again else ''}")


@rubric.check(
    "BUILD-06",
    returning,
    needs=("BUILD-01", "BUILD-05"),
    help="Results come a day later: a table in memory is gone by then.",
    hints=(
        "The custom_id itself holds the key.",
        "`base64.urlsafe_b64decode`, which wants its `=` back.",
        'urlsafe_b64decode(encoded + "=" * (-len(encoded) % ...)).decode()',
    ),
    cites=("`key_of` finds the key",),
)
def leads_back(run: Run) -> Iterator[Claim]:
    """Finds the key of a custom_id in another process."""
    if not run.earlier:
        yield from builds(run)
        yield that([], at=run.end).contains("one request with the messages of the item")
    yield that(run.value, "the key", at=run.end).equals(run.case.keys[run.case.nth])


@rubric.check(
    "BUILD-07",
    refused,
    needs=("BUILD-01",),
    help="Two parameters say how an answer travels, and in a batch it does not.",
    hints=(
        "A batch refuses some parameters that lose nothing by being left out.",
        "`stream` and `speed`.",
        'if name not in {"stream", ...}',
    ),
    cites=("without `stream` and `speed`",),
)
def leaves_out(run: Run) -> Iterator[Claim]:
    """Leaves out `stream` and `speed`, and nothing else."""
    yield from carries(run)


@rubric.check(
    "BUILD-08",
    empty_answers,
    needs=("BUILD-01",),
    help="An answer of no tokens is nothing for a batch.",
    hints=(
        "One parameter can't be left out.",
        "`max_tokens`, which a batch wants to be 1 or more.",
        'if params["max_tokens"] == ...: raise CannotBatch(key)',
    ),
    cites=("`max_tokens` of 0",),
)
def wants_tokens(run: Run) -> Iterator[Claim]:
    """Raises CannotBatch, with the key, for `max_tokens` of 0."""
    zero = [key for key, params in given(run.case) if params["max_tokens"] == 0]
    yield from refuses(run, zero[0] if zero else None)


@rubric.check(
    "BUILD-09",
    long,
    needs=("BUILD-03",),
    help="Count the bytes of the key, and cut nothing off.",
    hints=(
        "64 characters of 6 bits hold 48 bytes.",
        "`len(key.encode())`: a letter may have four bytes.",
        "if len(key.encode()) > ...: raise CannotBatch(key)",
    ),
    cites=("a key that is too long",),
)
def keeps_keys_whole(run: Run) -> Iterator[Claim]:
    """Raises CannotBatch, with the key, for a key that no custom_id can hold."""
    if any(ALWAYS < len(key.encode()) < NEVER for key in run.case.keys) and run.returned:
        held = len(set(ids(run))) == len(run.case.keys) and all(map(CUSTOM_ID.fullmatch, ids(run)))
        yield that(held, at=run.end).happens("CannotBatch, or a custom_id that holds the whole key", "neither")
    else:
        named = [key for key in run.case.keys if len(key.encode()) > ALWAYS]
        yield from refuses(run, named[0] if named else None)


@rubric.check(
    "BUILD-10",
    twice,
    needs=("BUILD-01",),
    help="Of two requests with one id, you could not tell whose result it is.",
    hints=(
        "Remember the keys that were there.",
        "A `set`.",
        "if key in ...: raise CannotBatch(key)",
    ),
    cites=("B1", "a key that comes twice"),
)
def wants_each_key_once(run: Run) -> Iterator[Claim]:
    """Raises CannotBatch, with the key, for a key that comes twice, and not for keys that are alike."""
    keys = run.case.keys
    again = [key for i, key in enumerate(keys) if key in keys[:i]]
    yield from refuses(run, again[0] if again else None)
