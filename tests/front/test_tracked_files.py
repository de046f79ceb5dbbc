"""Nothing is committed that belongs to one machine or is a secret; `nox -s lint` runs this file too."""

from __future__ import annotations

import re

import pytest

from tests.support.clone import needs_clone, tracked
from tests.support.places import TOP

# Written so that no pattern matches its own line.
FORBIDDEN = {
    "a path in someone's home": r"/(?:home|Users)/\w+/|/root/\w+|[A-Z]:\\Users\\",
    "the host of a package index": (
        r"pypi\.(?:org)|registry\.(?:npmjs)|pythonhosted\.(?:org)|--(?:extra-)?(?:index-url)|--(?:find-links)\b"
    ),
    "an API key": r"sk-ant-(?:api|admin)\d\d-[\w-]{20}",
}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Return the text of every file that git tracks, by path."""
    return {name: (TOP / name).read_text(encoding="utf-8", errors="replace") for name in tracked()}


@needs_clone
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(what: str, texts: dict[str, str]) -> None:
    """No file holds a path of one machine, the address of an index, or a key."""
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts.items()
        if re.search(FORBIDDEN[what], text)
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(FORBIDDEN[what], line)
    ]
    assert [] == found


def test_the_patterns_find_what_they_are_for() -> None:
    """Each pattern matches an example of its kind, put together here so that it stands in no file."""
    examples = {
        "a path in someone's home": "/ho" + "me/ada/retrial",
        "the host of a package index": "https://py" + "pi.org/simple",
        "an API key": "sk-ant-" + "api03-" + "x" * 20,
    }
    assert [] == [what for what, example in examples.items() if not re.search(FORBIDDEN[what], example)]
