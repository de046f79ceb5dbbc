"""04_batches/split_batches: what is graded (B19). Pure: requests go in, and batches of them come out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from grader.rubric import Api, Case, Claim, Requests, Rubric, Run, Scenario, Span, Submission, case, cases, that

rubric = Rubric("04_batches/split_batches", exceptions=("FitsNowhere",))

MAX_REQUESTS: Final = 100_000
MAX_BYTES: Final = 256_000_000
PLENTY: Final = 10_000
"""Requests, or bytes, that no case here needs, but those with the real limits."""
LARGE: Final = 1_147_000
"""Bytes of a request of which 223 fit a batch of 256 MB, and 224 do not, but would fit 256 MiB."""
SMALL: Final = 150
"""Bytes of a request so small that its number is what counts."""


def split(submission: Submission, _: Api, case: Case) -> Run:
    """Split requests, each of which says one of the texts; a limit of bytes is told as what it leaves to spare."""
    limits = {"max_requests": case.args.get("most", PLENTY), "max_bytes": max_bytes(case)}
    return submission.split_batches(requests(case), **limits)


def split_many(submission: Submission, _: Api, case: Case) -> Run:
    """Split many requests, or large ones, by the limits that the API has."""
    return submission.split_batches(Requests(case.count, case.size))


def requests(case: Case) -> list[dict[str, Any]]:
    """Return the requests of a case."""
    return [
        {
            "custom_id": f"r-{number}",
            "params": {
                "model": "claude-sonnet-5-5",
                "max_tokens": 64,
                "messages": [{"role": "user", "content": text * case.args.get("times", 1)}],
            },
        }
        for number, text in enumerate(case.says)
    ]


def size(value: Any) -> int:
    """Return the bytes of a value in JSON, as the SDK encodes it."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def max_bytes(case: Case) -> int:
    """Return the limit of a case: `bytes`, or what a batch of its first `room` requests has, and some to spare."""
    if (room := case.args.get("room")) is None:
        return int(case.args.get("bytes", PLENTY))
    return size({"requests": requests(case)[:room]}) + int(case.args.get("spare", 0))


def too_large(case: Case) -> list[str]:
    """Return the custom_ids of the requests that fit no batch."""
    return [r["custom_id"] for r in requests(case) if size({"requests": [r]}) > max_bytes(case)]


def wanted(case: Case) -> list[list[dict[str, Any]]]:
    """Return the batches of a case."""
    batches: list[list[dict[str, Any]]] = []
    for request in requests(case):
        filled = [*batches[-1], request] if batches else []
        if filled and len(filled) <= case.args.get("most", PLENTY) and size({"requests": filled}) <= max_bytes(case):
            batches[-1] = filled
        else:
            batches.append([request])
    return batches


TEXTS: Final = ("a", "bb", "c" * 40, "d" * 90, "e e", "f" * 200)


def texts(choice: Sequence[str] = TEXTS, least: int = 1, most: int = 7) -> SearchStrategy[list[str]]:
    """Return what requests say."""
    return st.lists(st.sampled_from(choice), min_size=least, max_size=most)


ordinary = Scenario(
    split,
    cases(says=texts(), most=st.sampled_from([PLENTY, 2, 3])),
    examples=6,
    why="one batch and several; a few requests show the order",
    pinned=[case(says=["a"]), case(says=["b", "a", "c"]), case(says=["b", "c", "a", "a", "b"], most=2)],
)
counted = Scenario(
    split,
    cases(says=texts(["a", "b"], 1, 12), most=st.integers(1, 5)),
    examples=6,
    why="any number and limit; both sides of an edge are pinned, and the smallest limit",
    pinned=[case(says=["a"] * n, most=most) for n, most in ((3, 3), (4, 3), (2, 3), (6, 3), (7, 3), (3, 1), (1, 1))],
)
roomy = Scenario(
    split,
    cases(says=texts(["a" * 120, "b" * 120], 2, 9), room=st.integers(1, 3), spare=st.integers(80, 100)),
    examples=6,
    why="any room, of which almost half a request's is left over: how closely it is counted shows in another one",
    pinned=[case(says=["a" * 120] * n, room=k, spare=90) for n, k in ((2, 2), (2, 1), (3, 1), (5, 2), (9, 3), (4, 3))],
)
tight = Scenario(
    split,
    cases(says=texts(TEXTS, 3, 7), room=st.integers(1, 3), spare=st.integers(-3, 3)),
    examples=12,
    why="any sizes; each byte around the edge is pinned, for batches of one, two and five, and for a request alone",
    pinned=[
        *(case(says=["b" * 9] * (room + 2), room=room, spare=n) for room in (2, 5) for n in (-1, 0, 1)),
        *(case(says=["a", "b"], room=2, spare=n) for n in (-1, 0)),
        *(case(says=["c" * 60, "b", "a", "a", "d" * 40], room=1, spare=n) for n in (0, 1)),
        *(case(says=['"\n'] * 4, room=2, spare=n) for n in (-1, 0)),
        *(case(says=["b" * 9, "b" * 9, "b" * 10, "a"], room=1, spare=n) for n in (1, 0, -1)),
    ],
)
lettered = Scenario(
    split,
    cases(
        says=st.builds(lambda text, n: [text] * n, st.sampled_from(["é", "漢", "😀", "a漢"]), st.integers(2, 7)),
        times=100,
        room=st.integers(1, 4),
        spare=st.integers(56, 60),
    ),
    examples=6,
    why="letters of one to four bytes; the room that is left over is large, but not for one more",
    pinned=[
        case(says=[text] * n, times=100, room=room, spare=58)
        for n, room in ((4, 2), (6, 4))
        for text in ("a", "é", "漢", "😀")
    ],
)
both = Scenario(
    split,
    cases(
        says=texts(["a" * 120, "b" * 120], 3, 9),
        most=st.integers(2, 3),
        room=st.integers(1, 4),
        spare=st.integers(80, 100),
    ),
    examples=8,
    why="either limit may come first; each alone, and both at once, is pinned",
    pinned=[
        case(says=["b" * 120] * 8, most=most, room=room, spare=90) for most, room in ((3, 3), (2, 3), (3, 2), (3, 4))
    ],
)
oversized = Scenario(
    split,
    cases(says=texts(["a", "b" * 20, "d" * 200, "e" * 400], 2, 5), bytes=250),
    examples=8,
    why="large requests at any place; more than one of them, and none, is pinned",
    pinned=[
        case(says=["a"], bytes=250),
        case(says=["d" * 200], bytes=250),
        case(says=["a", "b" * 20, "d" * 200], bytes=250),
        case(says=["a", "d" * 200, "a", "e" * 400, "b"], bytes=250),
        case(says=["e" * 400, "a"], bytes=PLENTY),
    ],
    reads=("custom_id",),
)
nothing = Scenario(
    split,
    cases(says=texts(["a"], 0, 3), most=st.integers(1, 3)),
    examples=3,
    why="no request, and batches that are just full",
    pinned=[case(says=[]), case(says=["a"]), case(says=["a", "a"], most=1)],
)
real = Scenario(
    split_many,
    cases(count=st.integers(1, 3), size=SMALL),
    examples=1,
    why="each limit once; the 224th request of 1.1 MB has no room, nor has the 100,001st",
    pinned=[case(count=224, size=LARGE), case(count=MAX_REQUESTS + 1, size=SMALL)],
)


def splits(run: Run) -> Iterator[Claim]:
    """State the batches, in few words first."""
    yield that(run).ends()
    yield that(briefly(run.value), "batches", at=run.end).equals(briefly(wanted(run.case)))
    yield that(run).returns(wanted(run.case))


def refuses(run: Run) -> Claim:
    """State that the first request that fits no batch is named, or that there is none."""
    refused = too_large(run.case)
    return that(run).raises("FitsNowhere", custom_id=refused[0]) if refused else that(run).ends()


def briefly(batches: Any) -> Any:
    """Return which requests stand in which batch, if that can be told."""
    if not isinstance(batches, list) or not all(isinstance(batch, list) for batch in batches):
        return batches
    return [[r.get("custom_id") if isinstance(r, dict) else r for r in batch] for batch in batches]


def many(case: Case) -> list[list[Span]]:
    """Return the batches of many requests of one size, by number."""
    each = min(MAX_REQUESTS, (MAX_BYTES - size({"requests": []}) + 1) // (case.size + 1))
    return [[Span(start, min(start + each, case.count))] for start in range(0, case.count, each)]


@rubric.check(
    "SPLIT-01",
    ordinary,
    help="All batches together are the requests, in their order.",
    hints=(
        "Nothing is lost, doubled or moved.",
        "`list.append`, to the last batch or to a new one.",
        "for request in ...:",
    ),
    cites=("Return the requests themselves",),
)
def keeps_all_in_order(run: Run) -> Iterator[Claim]:
    """Keeps every request, in its order, in one batch or another."""
    yield that(run).ends()
    batches = run.value if isinstance(run.value, list) else []
    kept = [request for batch in batches if isinstance(batch, list) for request in batch]
    yield that(kept, "all batches together", at=run.end).equals(requests(run.case))


@rubric.check(
    "SPLIT-02",
    counted,
    needs=("SPLIT-01",),
    help="A batch may have as many as the limit says, and the next request begins another.",
    hints=(
        "Look at how many the last batch has before you add one.",
        "`max_requests`, which is the most that is allowed.",
        "if len(batches[-1]) < ...:",
    ),
    cites=("B19", "at most `max_requests` requests"),
)
def counts_requests(run: Run) -> Iterator[Claim]:
    """Fills each batch with `max_requests` requests, and no more."""
    yield from splits(run)


@rubric.check(
    "SPLIT-03",
    roomy,
    needs=("SPLIT-01",),
    help="Add up the sizes, and begin again at nothing with each batch.",
    hints=(
        "The body of a batch grows with each request.",
        "`json.dumps`, without spaces, of each request.",
        "if total + size > ...:",
    ),
    cites=("B19", "at most `max_bytes` bytes"),
)
def counts_bytes(run: Run) -> Iterator[Claim]:
    """Begins a new batch where the next request would make the body too large, and not before."""
    yield from splits(run)


@rubric.check(
    "SPLIT-04",
    oversized,
    needs=("SPLIT-01",),
    help="Nobody can send it: say so before anything is sent.",
    hints=(
        "A batch of its own is the most room that a request can have.",
        "`FitsNowhere`, with the first `custom_id` that is too large.",
        'if size + ... > max_bytes: raise FitsNowhere(request["custom_id"])',
    ),
    cites=("B19", "the first request that has no room"),
)
def names_what_fits_nowhere(run: Run) -> Iterator[Claim]:
    """Raises FitsNowhere, with the custom_id, for the first request that fits no batch, and for no other."""
    yield refuses(run)


@rubric.check(
    "SPLIT-05",
    tight,
    needs=("SPLIT-03", "SPLIT-04"),
    points=2,
    help="Brackets, braces and commas have bytes too.",
    hints=(
        "The body is more than its requests.",
        '`{"requests":[` and `]}` around them, a `,` between two.',
        "total + 1 + size <= ...",
    ),
    cites=("B19", "15 bytes around them"),
)
def counts_every_byte(run: Run) -> Iterator[Claim]:
    """Counts the body to the byte, with what stands around and between the requests."""
    if too_large(run.case):
        yield refuses(run)
    else:
        yield from splits(run)


@rubric.check(
    "SPLIT-06",
    lettered,
    needs=("SPLIT-03",),
    help="Letters outside ASCII have several bytes.",
    hints=(
        "The limit counts bytes, and a letter may have four.",
        "`ensure_ascii=False`, and `str.encode`.",
        "len(json.dumps(request, ensure_ascii=False, ...).encode())",
    ),
    cites=("B19", "letters outside ASCII"),
)
def counts_bytes_of_letters(run: Run) -> Iterator[Claim]:
    """Counts the bytes of letters as they are sent, and neither characters nor escapes."""
    yield from splits(run)


@rubric.check(
    "SPLIT-07",
    both,
    needs=("SPLIT-02", "SPLIT-03"),
    help="Whichever limit ends a batch, both counts begin again.",
    hints=(
        "A new batch begins at nothing, with its requests and its bytes.",
        "`max_requests` and `max_bytes`, in one condition.",
        "if len(batch) == max_requests or ...:",
    ),
    cites=("B19", "whichever comes first"),
)
def keeps_both_limits(run: Run) -> Iterator[Claim]:
    """Keeps both limits, whichever comes first."""
    yield from splits(run)


@rubric.check(
    "SPLIT-08",
    nothing,
    needs=("SPLIT-01",),
    help="A batch of no requests is refused.",
    hints=(
        "Where there is nothing to send, there is no batch.",
        "`[]`, and not a list that holds an empty one.",
        "if batch: batches.append(...)",
    ),
    cites=("No batch is empty",),
)
def makes_no_empty_batch(run: Run) -> Iterator[Claim]:
    """Makes no batch of nothing."""
    yield that(run).ends()
    empty = [batch for batch in run.value or [] if batch == []] if isinstance(run.value, list) else [run.value]
    yield that(empty, at=run.end).never("batch without requests")


@rubric.check(
    "SPLIT-09",
    real,
    needs=("SPLIT-02", "SPLIT-03"),
    help="A hundred thousand requests are split in the time that it takes to write them out once.",
    hints=(
        "What is measured again for every request takes for ever.",
        "`max_requests` of 100,000 and `max_bytes` of 256,000,000, as they stand in the stub.",
        "total += 1 + ...",
    ),
    cites=("B19", "There may be 100,000 requests, or 256 MB of them"),
)
def keeps_the_real_limits(run: Run) -> Iterator[Claim]:
    """Splits by the limits that the API has, and measures each request once."""
    yield that(run.value, "batches", at=run.end).equals(many(run.case))
