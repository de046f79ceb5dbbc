"""One result as a page, read as a browser reads it."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from grader.report.html import render
from grader.report.html.page import LARGEST
from grader.result import CheckResult, ExerciseResult, Moment, Outcome, Result
from tests.support import results
from tests.support.html import Node, live, read

GRADED = msgspec.json.decode((Path(__file__).parent / "graded.json").read_bytes(), type=Result)
"""Three exercises with a known mistake each, graded once: `in_groups`, `caps_retry_after`, `no_token`."""

ALL = [GRADED, results.FIRST_EVENING, results.ONE_FAILING, results.ALL_PASSED, results.OUTCOMES, results.UNTRUSTED]

EVIL = """</pre><script>document.title='owned'</script><svg onload=x><img src=//e.example onerror=x>"' {{7*7}}"""


def evil(*, lines: int = 5, checks: int = 1) -> Result:
    """Return a result in which every text of the learner's is hostile."""
    text = EVIL + "\u202e\x1b[2J\x00\ud800"
    found = [
        msgspec.structs.replace(
            results.HOSTILE,
            id=f"RETRY-{number}",
            **dict.fromkeys(("message", "called", "answers", "expected", "happened"), f"{text} {number}"),
            case=text,
            output="\n".join([text, "x" * 100_000] * lines),
            timeline=tuple(Moment(0, 0, "yield", text, n, text) for n in range(lines)),
        )
        for number in range(checks)
    ]
    return results.result(results.exercise("03_retries/create_with_retries", *found), ignored=(text,))


def classes(node: Node) -> list[str]:
    """Return the classes of an element."""
    return node.attributes.get("class", "").split()


def find(root: Node, tag: str, name: str) -> list[Node]:
    """Return the elements of a tag that have a class."""
    return [node for node in root.all(tag) if name in classes(node)]


@pytest.mark.parametrize("result", [*ALL, evil()])
def test_a_page_stands_alone(result: Result) -> None:
    """No script, no style in an attribute, nothing loaded; links stay on the page, ids are unique."""
    root = read(render(result, files={result.exercises[0].id: EVIL.encode()}))
    assert [] == list(live(root))
    ids = [n.attributes["id"] for n in root.all() if "id" in n.attributes]
    assert sorted(set(ids)) == sorted(ids)
    links = {n.attributes["href"] for n in root.all("a")}
    assert links <= {f"#{id_}" for id_ in ids}


@pytest.mark.parametrize("result", [*ALL, evil()])
def test_a_page_can_be_heard(result: Result) -> None:
    """One h1, no level skipped, a language, a title; pictures are silent; what scrolls has a name."""
    root = read(render(result))
    levels = [int(n.tag[1]) for n in root.all() if re.fullmatch("h[1-6]", n.tag)]
    assert (1, 1) == (levels[0], levels.count(1))
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert "en" == root.all("html")[0].attributes["lang"]
    assert root.all("title")[0].text.startswith("Retrial: ")
    assert {"true"} >= {n.attributes.get("aria-hidden") for n in root.all("svg")}
    for node in root.all():
        if "tabindex" in node.attributes:
            assert ("0", "region", True) == (
                node.attributes["tabindex"],
                node.attributes["role"],
                bool(node.attributes["aria-label"]),
            )
    ids = {n.attributes.get("id") for n in root.all()}
    assert {n.attributes["aria-labelledby"] for n in root.all() if "aria-labelledby" in n.attributes} <= ids


def test_hostile_text_stays_text() -> None:
    """What comes from a learner's code is shown to the letter, and no character of it can't be seen."""
    page = render(evil(), files={"03_retries/create_with_retries": (EVIL + "\n\u202e\x07").encode()})
    root = read(page)
    assert all(c == "\n" or c.isprintable() for c in page)
    assert 10 < root.text.count(EVIL)
    assert "49" not in find(root, "pre", "printed")[0].text


def test_the_page_tells_what_the_terminal_tells() -> None:
    """Points, next step, each check with its outcome in words, each failure with its facts and its command."""
    root = read(render(GRADED))
    assert "23 of 30 points" == root.all("h1")[0].text
    assert "checks: 21 passed, 3 failed, 3 timed out, 1 not judged" in root.text
    assert "nox -s grade -- 01_streaming/stream_many" in root.text
    stories = {n.attributes["id"]: n for n in root.all("details")}
    assert {"MANY-04", "RETRY-07", "RUN-06"} <= set(stories)
    told = " ".join(stories["RETRY-07"].text.split())
    for words in (
        "answers 429 retry-after=90",
        "expected the wait: at least 90 s",
        "happened the wait: 8 s",
        "waits 8 s◄ expected the wait: at least 90 s",
        "replay nox -s practice -- RETRY-07 --case '429 retry-after=90'",
    ):
        assert words in told or words.replace(" ", "", 1) in told
    listed = [" ".join(n.text.split()) for n in find(root, "ul", "checks")[0].all("li")]
    assert "(passed)" in listed[0]


def test_the_file_stands_beside_its_failures() -> None:
    """Lines are numbered, and marked where an exception came from; call and place link to them."""
    file = "\n".join(["import x", "def create_with_retries(client):", *("    pass" for _ in range(40))]).encode()
    root = read(render(results.result(results.EVERY_OUTCOME), files={"03_retries/create_with_retries": file}))
    source = find(root, "aside", "source")[0]
    assert 42 == len(source.all("span"))
    assert ["31    pass ◄ RETRY-08"] == [n.text.replace("        ", "    ") for n in find(source, "span", "wrong")]
    links = {n.attributes["href"] for n in root.all("a")}
    assert {"#03_retries-create_with_retries-2", "#03_retries-create_with_retries-31"} <= links


def test_three_failures_are_open() -> None:
    """As many as the terminal tells in full; the others open at a key."""
    many = [results.check(f"X-{n}", "Does it.", Outcome.failed, message=f"no {n}", case="ok") for n in range(5)]
    root = read(render(results.result(results.exercise("03_retries/x", *many))))
    assert [True] * 3 + [False] * 2 == ["open" in n.attributes for n in root.all("details")]


def test_a_page_never_grows_beyond_a_megabyte() -> None:
    """Where everything is broken at length, the last failures are told in words, and say how they are seen in full."""
    exercises = [
        ExerciseResult(id=f"0{n}_topic/x{n}", version="", points=0, max_points=9, checks=_renamed(n)) for n in range(9)
    ]
    page = render(results.result(*exercises), files={e.id: (EVIL + "\n").encode() * 9_000 for e in exercises})
    assert LARGEST < len(page.encode()) <= 1_000_000
    assert "to keep this page small. In full: <code>nox -s grade -- E8-0</code>" in page


def _renamed(n: int) -> tuple[CheckResult, ...]:
    found = evil(lines=40, checks=15).exercises[0].checks
    return tuple(msgspec.structs.replace(c, id=f"E{n}-{i}") for i, c in enumerate(found))
