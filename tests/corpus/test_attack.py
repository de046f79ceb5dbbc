"""Headers are read strictly, and the corpus keeps to them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.corpus.attack import HeaderError, corpus, honest, read
from tests.corpus.walls import WALLS

HEADER = {
    "kind": '"attack"',
    "exercise": '"03_retries/retry_delay"',
    "tries": '"Does nothing."',
    "wall": '"nonce"',
    "must": '"failed"',
    "through": '"points"',
}


def written(folder: Path, **changed: str | None) -> Path:
    """Write a file of the corpus with some lines of its header changed, or left out."""
    lines = [f"# {key} = {value}\n" for key, value in {**HEADER, **changed}.items() if value is not None]
    file = folder / "attack.py"
    file.write_text("".join(["# /// attack\n", *lines, "# ///\n", "x = 1\n"]), "utf-8")
    return file


def test_a_header_says_all_that_the_runner_needs(tmp_path: Path) -> None:
    """What is left out has its default; the body begins behind the header."""
    attack = read(written(tmp_path, says='"no request"', limits="{ cpu = 2.5 }"))
    assert ("attack", "nonce", "no request", "file", ()) == (
        attack.header.kind,
        attack.header.wall,
        attack.header.says,
        attack.header.form,
        attack.header.checks,
    )
    assert {"cpu": 2.5} == attack.header.limits
    assert "x = 1\n" == attack.body
    assert "03_retries/retry_delay.py" == attack.file


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"colour": '"red"'}, "unknown field `colour`"),
        ({"tries": None}, "missing required field `tries`"),
        ({"kind": '"joke"'}, "Invalid enum value 'joke'"),
        ({"wall": '"moat"'}, "there is no wall 'moat'"),
        ({"wall": None}, "an attack names the wall"),
        ({"through": None}, "says how it gets through"),
        ({"exercise": '"03_retries/juggle"'}, "no exercise is called"),
        ({"kind": '"harmless"'}, "names no wall"),
        ({"points": "3"}, "points are for harmless ones"),
        ({"tries": '"Does nothing"'}, "full stop"),
        ({"limits": "{ patience = 1.0 }"}, "no limit is called 'patience'"),
        ({"checks": '["DELAY-77"]'}, "no check is called 'DELAY-77'"),
        ({"must": "failed"}, "Invalid value"),
    ],
)
def test_a_wrong_header_says_what_is_wrong(tmp_path: Path, changed: dict[str, str | None], message: str) -> None:
    """The error names the file, and what is unknown, missing, or does not go together."""
    with pytest.raises(HeaderError, match=message) as caught:
        read(written(tmp_path, **changed))
    assert "/attack.py: " in str(caught.value)


def test_a_file_without_a_header_is_refused(tmp_path: Path) -> None:
    """A file that was put there by mistake is not played without a word."""
    (tmp_path / "attack.py").write_text("x = 1\n", "utf-8")
    with pytest.raises(HeaderError, match="it has no header"):
        read(tmp_path / "attack.py")


# ---------------------------------------------------------------- the corpus as it is


def test_there_are_attacks_enough() -> None:
    """At least 120 of kind attack; each header is valid."""
    assert 120 <= Counter(attack.header.kind for attack in corpus())["attack"]


def test_no_two_are_alike() -> None:
    """Neither their code nor what they say that they try."""
    for of in ("body", "tries"):
        found = Counter(" ".join((a.body if of == "body" else a.header.tries).split()) for a in corpus())
        assert [] == [text for text, times in found.items() if times > 1]


def test_every_wall_is_tried() -> None:
    """No wall stands in the registry that no attack names."""
    assert set(WALLS) == {attack.header.wall for attack in corpus()} - {""}


def test_each_answers_an_exercise_that_has_an_honest_wrong_answer() -> None:
    """What it earns is held against that."""
    assert [] == [attack.name for attack in corpus() if not honest(attack.header.exercise).exists()]
